// row 25: memory in files without a name
// finds: limit.memory
#include "attack.h"
int main(void) {
  static char block[1 << 20];
  memset(block, 1, sizeof block);
  for (int i = 0; i < 900; i++) {
    int fd = memfd_create("m", 0);
    for (int n = 0; n < 7; n++)
      if (write(fd, block, sizeof block) < 0) return 1;
  }
  puts("BROKEN: six gigabytes");
  return 0;
}
