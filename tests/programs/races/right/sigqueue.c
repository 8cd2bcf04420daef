/* A queued signal of the real-time range. */
#include "../race.h"

#include <signal.h>

static int* number;
static void h(int s) {
  (void)s;
}

int main(void) {
  number = share(4096);
  struct sigaction a = {.sa_handler = h};
  sigaction(SIGRTMIN, &a, 0);
  sigset_t b, o;
  sigemptyset(&b);
  sigaddset(&b, SIGRTMIN);
  sigprocmask(SIG_BLOCK, &b, &o);
  pid_t c = fork();
  if (c == 0) {
    sigsuspend(&o);
    if (*number != 7) _exit(1);
    _exit(0);
  }
  *number = 7;
  sigqueue(c, SIGRTMIN, (union sigval){.sival_int = 1});
  while (wait(NULL) > 0) {
  }
  return 0;
}
