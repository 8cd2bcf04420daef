/* A signal that sigsuspend waits for. */
#include "race.h"

#include <signal.h>

static void nothing(int signal) {
  (void)signal;
}

static pid_t child;

int main(int argc, char** argv) {
  (void)argv;
  int* number = share(4096);
  sigset_t block, before;
  sigemptyset(&block);
  sigaddset(&block, SIGUSR1);
  sigprocmask(SIG_BLOCK, &block, &before);
  signal(SIGUSR1, nothing);
  child = fork();
  if (child == 0) {
    if (argc == 1) {
      sigsuspend(&before);
    }
    printf("%d\n", *number); /* <other> */
    return 0;
  }
  *number = 7; /* <one> */
  kill(child, SIGUSR1);
  wait(NULL);
  return 0;
}
