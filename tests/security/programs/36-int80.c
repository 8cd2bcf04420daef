// row 36: calls of another architecture, whose numbers mean something else
// finds: sandbox.violation
#include "attack.h"
int main(void) {
  long result;
  __asm__ volatile("int $0x80" : "=a"(result) : "a"(20));
  printf("BROKEN: %ld\n", result);
  return 0;
}
