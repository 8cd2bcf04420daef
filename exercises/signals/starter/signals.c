// signals: prints a dot every second, "Signal 20 => pause" on SIGTSTP, and ends on SIGINT and SIGTERM with a message.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

int main(void) {
  // 1. Say what is to happen when SIGTSTP, SIGINT and SIGTERM come. This must be done before the first of them can
  // come.
  // 2. Print a dot every second.
  //    Does sleep() always sleep for the whole second? What does it return?
  //    If the output is a pipe: when do the lines really leave the program?
  printf(".\n");
  sleep(1);
  return 0;
}
