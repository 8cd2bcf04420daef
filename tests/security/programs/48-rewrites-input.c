// row 48: writes into its input
// prints: SAFE
#include "attack.h"
int main(void) {
  char block[64];
  struct stat facts;
  MUST(fstat(0, &facts) == 0 && S_ISFIFO(facts.st_mode));
  int fd = open("/proc/self/fd/0", O_WRONLY);
  if (fd != -1) write(fd, "forged\n", 7), close(fd);
  MUST(read(0, block, sizeof block) >= 6);
  return done();
}
