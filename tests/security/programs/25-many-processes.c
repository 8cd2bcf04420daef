// row 25: memory of many processes, each below its limit
// finds: limit.memory
#include "attack.h"
int main(void) {
  for (int i = 0; i < 12; i++)
    if (fork() == 0) {
      volatile char *p = malloc(40 << 20);
      for (long i = 0; p && i < 40 << 20; i += 4096) p[i] = 1;
      for (;;) pause();
    }
  while (wait(NULL) > 0);
  return 0;
}
