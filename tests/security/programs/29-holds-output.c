// row 29: a survivor holds standard output open
// finds: proc.orphan
#include "attack.h"
int main(void) {
  if (fork() == 0) for (;;) pause();
  return 0;
}
