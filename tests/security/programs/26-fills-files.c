// row 26: all space and all inodes
// finds: ipc.leak.fifo
// prints: SAFE
// not there: space and files of /tmp are everybody's
#include "attack.h"
int main(void) {
  char name[64];
  int made = 0;
  do snprintf(name, sizeof name, "/tmp/%d", made);
  while (mkfifo(name, 0600) == 0 && ++made < 200000);
  MUST(made < 70000 && errno == ENOSPC);
  return done();
}
