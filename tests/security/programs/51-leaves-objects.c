// row 51: leaves objects for the next run
// finds: ipc.leak.msgqueue, ipc.leak.shm, ipc.leak.sem
#include "attack.h"
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
int main(void) {
  msgget(1234, IPC_CREAT | 0666);
  shmget(1234, 4096, IPC_CREAT | 0666);
  semget(1234, 1, IPC_CREAT | 0666);
  return 0;
}
