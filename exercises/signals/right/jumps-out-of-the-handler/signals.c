// expect: pass
// The handler jumps back into main, which prints there: by then it is no handler any more.
#define _POSIX_C_SOURCE 200809L
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static sigjmp_buf back;

static void jump(int sig) {
  siglongjmp(back, sig);
}

int main(void) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = jump;
  sigfillset(&action.sa_mask);

  setvbuf(stdout, NULL, _IOLBF, 0);
  int sig = sigsetjmp(back, 1);
  if (sig == SIGTSTP) {
    printf("Signal %d => pause\n", sig);
  } else if (sig != 0) {
    printf("Signal %d => End of the program\n", sig);
    return 0;
  } else {
    sigaction(SIGTSTP, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
  }
  for (;;) {
    sigset_t all, before;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, &before);
    puts(".");
    sigprocmask(SIG_SETMASK, &before, NULL);
    sleep(1);
  }
}
