// row 25: memory of its own
// prints: SAFE
#include "attack.h"
int main(void) {
  size_t all = 0;
  for (char *p; (p = malloc(1 << 20)) != NULL; all += 1 << 20) memset(p, 1, 1 << 20);
  MUST(all < (100 << 20));
  return done();
}
