// row 25: the kernel's memory for System V semaphores
// finds: limit.memory
// not there: the machine has them all, and an ordinary user's own cannot be told apart
#include "attack.h"
#include <sys/sem.h>
int main(void) {
  int sets = 0;
  while (sets < 1000 && semget(IPC_PRIVATE, 32000, 0600) != -1) sets++;
  for (;;);
}
