// row 44: behaves only while it is watched. What is judged is what ran
// finds: ipc.leak.msgqueue
#include "attack.h"
#include <sys/msg.h>
int main(void) {
  char line[200];
  FILE *status = fopen("/proc/self/status", "r");
  while (status && fgets(line, sizeof line, status))
    if (strncmp(line, "TracerPid:", 10) == 0) msgget(1234, IPC_CREAT | 0600);
  return 0;
}
