// row 25: memory in System V segments, attached nowhere
// finds: limit.memory
// not there: the machine has them all, and an ordinary user's own cannot be told apart
#include "attack.h"
#include <sys/shm.h>
int main(void) {
  for (int i = 0; i < 64; i++) {
    int id = shmget(IPC_PRIVATE, 16 << 20, 0600);
    char *p = id == -1 ? (void *)-1 : shmat(id, NULL, 0);
    if (p == (void *)-1) break;
    memset(p, 1, 16 << 20);
    shmdt(p);
  }
  for (;;);
}
