/* Waits in select, and does not read the byte. */
#include "../race.h"

#include <sys/select.h>

static int* number;

int main(void) {
  number = share(4096);
  int p[2];
  if (pipe(p)) return 1;
  pid_t c = fork();
  if (c == 0) {
    fd_set s;
    FD_ZERO(&s);
    FD_SET(p[0], &s);
    select(p[0] + 1, &s, 0, 0, 0);
    if (*number != 7) _exit(1);
    _exit(0);
  }
  *number = 7;
  if (write(p[1], "x", 1) != 1) return 1;
  while (wait(NULL) > 0) {
  }
  return 0;
}
