/* Waits until a file is there, by looking. */
#include "../race.h"

#include <fcntl.h>

static int* number;

int main(void) {
  number = share(4096);

  pid_t c = fork();
  if (c == 0) {
    *number = 7;
    close(open("odd.flag", O_CREAT | O_WRONLY, 0600));
    _exit(0);
  }
  while (access("odd.flag", F_OK) == -1) usleep(1000);
  if (*number != 7) return 1;
  unlink("odd.flag");
  while (wait(NULL) > 0) {
  }
  return 0;
}
