// row 25: memory that many processes share, in mappings without a file
// finds: limit.memory
#include "attack.h"
int main(void) {
  for (int child = 0; child < 10; child++) {
    if (fork() != 0) continue;
    char *p = mmap(NULL, 40 << 20, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (p == MAP_FAILED) return 1;
    memset(p, 1, 40 << 20);
    for (;;);
  }
  while (wait(NULL) > 0);
  return 0;
}
