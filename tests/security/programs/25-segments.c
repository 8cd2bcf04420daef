// row 25: memory in System V segments, attached nowhere
// needs: memory group
// finds: limit.memory
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
  puts("BROKEN: a gigabyte");
  return 0;
}
