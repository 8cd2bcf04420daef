// row 28: output without an end
// finds: output.too-much
#include "attack.h"
int main(void) {
  static char block[1 << 16];
  memset(block, 'x', sizeof block);
  while (write(1, block, sizeof block) > 0);
  return 0;
}
