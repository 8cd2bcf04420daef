// row 58: forbids others to look into it
// finds: ipc.leak.msgqueue
#include "attack.h"
#include <sys/msg.h>
#include <sys/prctl.h>
int main(void) {
  prctl(PR_SET_DUMPABLE, 0);
  msgget(1234, IPC_CREAT | 0600);
  return 0;
}
