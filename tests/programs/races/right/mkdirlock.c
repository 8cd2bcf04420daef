/* A folder that only one can make is the lock. */
#include "../race.h"

#include <sys/stat.h>

static int* number;
static void lock(void) {
  while (mkdir("odd.dir", 0700) == -1) usleep(100);
}
static void unlock(void) {
  rmdir("odd.dir");
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
