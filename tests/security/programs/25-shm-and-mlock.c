// row 25: /dev/shm and locked memory
// prints: SAFE
// not there: /dev/shm is everybody's
#include "attack.h"
int main(void) {
  static char block[1 << 20];
  memset(block, 1, sizeof block);
  long all = 0;
  for (int i = 0; i < 100; i++) {
    char name[32];
    snprintf(name, sizeof name, "/dev/shm/%d", i);
    int fd = open(name, O_CREAT | O_WRONLY, 0600);
    for (int n = 0; n < 7; n++) {
      ssize_t got = write(fd, block, sizeof block);
      if (got > 0) all += got;
    }
  }
  MUST(all <= (64 << 20));
  REFUSED(mlock(block, sizeof block));
  for (int i = 0; i < 100; i++) {
    char name[32];
    snprintf(name, sizeof name, "/dev/shm/%d", i);
    unlink(name);
  }
  return done();
}
