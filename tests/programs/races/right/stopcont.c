/* Stops itself; the parent sees that and continues it. */
#include "../race.h"

#include <signal.h>

static int* number;

int main(void) {
  number = share(4096);

  pid_t c = fork();
  if (c == 0) {
    *number = 1;
    raise(SIGSTOP);
    if (*number != 2) _exit(1);
    _exit(0);
  }
  int s;
  waitpid(c, &s, WUNTRACED);
  *number = 2;
  kill(c, SIGCONT);
  while (wait(NULL) > 0) {
  }
  return 0;
}
