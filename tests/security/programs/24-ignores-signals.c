// row 24: ignores what is to end it
// finds: limit.cpu
#include "attack.h"
int main(void) {
  for (int s = 1; s < 65; s++) signal(s, SIG_IGN);
  for (volatile long x = 0;; x++);
}
