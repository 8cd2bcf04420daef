// row 36: calls by their x32 number
// finds: sandbox.violation
#include "attack.h"
int main(void) {
  printf("BROKEN: %ld\n", syscall(0x40000000 | SYS_getpid));
  return 0;
}
