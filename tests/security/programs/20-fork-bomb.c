// row 20: processes without an end
// finds: limit.processes
#include "attack.h"
int main(void) {
  for (;;)
    if (fork() == -1) pause();
}
