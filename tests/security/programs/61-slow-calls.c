// row 61: makes the machine write back its disks
// prints: SAFE
#include "attack.h"
int main(void) {
  for (int i = 0; i < 1000; i++) sync(), syncfs(open("/usr", O_RDONLY));
  return done();
}
