/* A signal that sigwaitinfo takes. */
#include "race.h"

#include <signal.h>

static pid_t child;

int main(int argc, char** argv) {
  (void)argv;
  int* number = share(4096);
  sigset_t block;
  sigemptyset(&block);
  sigaddset(&block, SIGUSR1);
  sigprocmask(SIG_BLOCK, &block, NULL);
  child = fork();
  if (child == 0) {
    if (argc == 1) {
      sigwaitinfo(&block, NULL);
    }
    printf("%d\n", *number); /* <other> */
    return 0;
  }
  *number = 7; /* <one> */
  kill(child, SIGUSR1);
  wait(NULL);
  return 0;
}
