/* A handler of SIGCHLD tells that the child has ended. */
#include "../race.h"

#include <signal.h>
#include <stdatomic.h>

static int* number;
static volatile sig_atomic_t done;
static void h(int s) {
  (void)s;
  done = 1;
}

int main(void) {
  number = share(4096);
  sigset_t b, o;
  sigemptyset(&b);
  sigaddset(&b, SIGCHLD);
  sigprocmask(SIG_BLOCK, &b, &o);
  signal(SIGCHLD, h);
  pid_t c = fork();
  if (c == 0) {
    *number = 7;
    _exit(0);
  }
  while (!done) sigsuspend(&o);
  if (*number != 7) return 1;
  while (wait(NULL) > 0) {
  }
  return 0;
}
