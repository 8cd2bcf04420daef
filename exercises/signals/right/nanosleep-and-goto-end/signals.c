// expect: pass signal.unsafe-handler
// Two source files, compiled together; nanosleep with the rest of the second; siglongjmp out of the handler to the end.
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "messages.h"

static sigjmp_buf the_end;
static volatile sig_atomic_t last;
static volatile sig_atomic_t asleep;

static void handle_end(int signal_number) {
  last = signal_number;
  if (asleep) siglongjmp(the_end, 1);
}

static void handle_pause(int signal_number) {
  print_pause(signal_number);
}

int main(void) {
  struct sigaction sa = {0};
  sigaddset(&sa.sa_mask, SIGTSTP);
  sigaddset(&sa.sa_mask, SIGINT);
  sigaddset(&sa.sa_mask, SIGTERM);
  sa.sa_handler = handle_end;
  sigaction(SIGINT, &sa, NULL);
  sigaction(SIGTERM, &sa, NULL);
  sa.sa_handler = handle_pause;
  sigaction(SIGTSTP, &sa, NULL);

  if (sigsetjmp(the_end, 1) == 0) {
    while (!last) {
      struct timespec rest = {1, 0};
      asleep = 1;
      while (!last && nanosleep(&rest, &rest) == -1 && errno == EINTR) {
      }
      asleep = 0;
      print_dot();
    }
  }
  print_end((int)last);
  exit(EXIT_SUCCESS);
}
