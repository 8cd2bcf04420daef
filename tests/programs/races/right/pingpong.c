/* Two pipes, and a byte that goes to and fro. */
#include "../race.h"

static int* number;

int main(void) {
  number = share(4096);
  int a[2], b[2];
  if (pipe(a) || pipe(b)) return 1;
  pid_t c = fork();
  if (c == 0) {
    char t;
    for (int i = 0; i < 5; i++) {
      if (read(a[0], &t, 1) != 1) _exit(1);
      *number += 1;
      if (write(b[1], "x", 1) != 1) _exit(1);
    }
    _exit(0);
  }
  char t;
  for (int i = 0; i < 5; i++) {
    *number += 1;
    if (write(a[1], "x", 1) != 1 || read(b[0], &t, 1) != 1) return 1;
  }
  while (wait(NULL) > 0) {
  }
  return 0;
}
