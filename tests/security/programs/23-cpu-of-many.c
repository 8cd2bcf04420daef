// row 23: processor time split over many children
// finds: limit.cpu
#include "attack.h"
int main(void) {
  for (int i = 0; i < 12; i++)
    if (fork() == 0) for (volatile long x = 0;; x++);
  while (wait(NULL) > 0);
  return 0;
}
