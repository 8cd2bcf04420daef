// A program with a typical mistake. At a terminal it does well; in a pipe nothing is to be seen of it.
// ipclab check signals exercises/signals/examples/empty.c says what it is.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

void handler(int sig) {
  switch (sig) {
    case SIGTSTP:
      printf("Signal %d => pause\n", sig);
      break;
    case SIGINT:
    case SIGTERM:
      printf("Signal %d => End of the program\n", sig);
      _exit(0);
  }
}

int main(void) {
  signal(SIGTSTP, handler);
  signal(SIGINT, handler);
  signal(SIGTERM, handler);
  while (1) {
    printf(".\n");
    sleep(1);
  }
}
