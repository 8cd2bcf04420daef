// row 50: an orphan that tidies up after the end
// finds: proc.orphan
#include "attack.h"
#include <sys/msg.h>
int main(void) {
  int id = msgget(1234, IPC_CREAT | 0600);
  if (fork() == 0) {
    setsid();
    while (getppid() != 1) usleep(1000);
    sleep(2);
    msgctl(id, IPC_RMID, NULL);
    _exit(0);
  }
  return 0;
}
