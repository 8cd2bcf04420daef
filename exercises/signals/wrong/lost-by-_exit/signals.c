// expect: fail output.lost-in-buffer
// _exit in the handler, since exit is not async-signal-safe: in a pipe all that printf has kept back is lost.
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
      _exit(0);  // <output.lost-in-buffer>
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
