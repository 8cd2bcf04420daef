// row 23: each process computes for a short while, then another one does
// finds: limit.cpu
#include "attack.h"
int main(void) {
  for (;;) {
    if (fork() == 0) {
      for (volatile long x = 0; x < 50000000; x++);
      _exit(0);
    }
    wait(NULL);
  }
}
