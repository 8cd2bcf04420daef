// row 21: leaves its group and its session
// finds: proc.orphan
#include "attack.h"
int main(void) {
  if (fork() == 0) {
    setsid();
    if (fork() == 0) for (;;) pause();
    _exit(0);
  }
  wait(NULL);
  return 0;
}
