/* A writer waits for room in a full pipe. */
#include "../race.h"

#include <fcntl.h>

static int* number;

int main(void) {
  number = share(4096);
  int p[2];
  if (pipe2(p, O_NONBLOCK)) return 1;
  char x[4096] = {0};
  while (write(p[1], x, sizeof x) > 0) {
  }
  fcntl(p[1], F_SETFL, 0);
  fcntl(p[0], F_SETFL, 0);
  pid_t c = fork();
  if (c == 0) {
    char y[4096];
    *number = 7;
    if (read(p[0], y, sizeof y) < 1) _exit(1);
    _exit(0);
  }
  if (write(p[1], x, sizeof x) < 1) return 1;
  if (*number != 7) return 1;
  while (wait(NULL) > 0) {
  }
  return 0;
}
