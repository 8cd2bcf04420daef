// expect: fail exit.status
// Ends with the number of the signal as its exit status.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static volatile sig_atomic_t caught;

static void end_handler(int signum) { caught = signum; }

static void pause_handler(int signum)
{
  printf("Signal %d => pause\n", signum);
  fflush(stdout);
}

int main(void)
{
  signal(SIGTSTP, pause_handler);
  signal(SIGINT, end_handler);
  signal(SIGTERM, end_handler);

  while (caught == 0) {
    printf(".\n");
    fflush(stdout);
    sleep(1);
  }
  printf("Signal %d => End of the program\n", caught);
  exit(caught);  // <exit.status>
}
