/* A file that only one can create is the lock. */
#include "../race.h"

#include <fcntl.h>

static int* number;
static void lock(void) {
  int f;
  while ((f = open("odd.lock", O_CREAT | O_EXCL, 0600)) == -1) usleep(100);
  close(f);
}
static void unlock(void) {
  unlink("odd.lock");
}

int main(void) {
  number = share(4096);

  pid_t c = fork();
  if (c == 0) {
    for (int i = 0; i < 5; i++) {
      lock();
      *number += 1;
      unlock();
    }
    _exit(0);
  }
  for (int i = 0; i < 5; i++) {
    lock();
    *number += 1;
    unlock();
  }
  while (wait(NULL) > 0) {
  }
  return 0;
}
