/* SEM_UNDO gives the semaphore back when the process ends. */
#include "../race.h"

#include <sys/ipc.h>
#include <sys/sem.h>

static int* number;

int main(void) {
  number = share(4096);
  int s = semget(IPC_PRIVATE, 1, 0600);
  semctl(s, 0, SETVAL, 1);
  pid_t c = fork();
  if (c == 0) {
    struct sembuf d = {0, -1, SEM_UNDO};
    semop(s, &d, 1);
    *number += 1;
    _exit(0);
  }
  struct sembuf d = {0, -1, SEM_UNDO};
  semop(s, &d, 1);
  *number += 1;
  d.sem_op = 1;
  semop(s, &d, 1);
  wait(NULL);
  semctl(s, 0, IPC_RMID);
  while (wait(NULL) > 0) {
  }
  return 0;
}
