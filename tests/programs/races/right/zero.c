/* A barrier: each lowers a System V semaphore and waits until it is 0. */
#include "../race.h"

#include <sys/ipc.h>
#include <sys/sem.h>

static int* number;

int main(void) {
  number = share(4096);
  int s = semget(IPC_PRIVATE, 1, 0600);
  semctl(s, 0, SETVAL, 2);
  pid_t c = fork();
  if (c == 0) {
    number[0] = 1;
    struct sembuf d = {0, -1, 0}, z = {0, 0, 0};
    semop(s, &d, 1);
    semop(s, &z, 1);
    if (number[1] != 2) _exit(1);
    _exit(0);
  }
  number[1] = 2;
  struct sembuf d = {0, -1, 0}, z = {0, 0, 0};
  semop(s, &d, 1);
  semop(s, &z, 1);
  if (number[0] != 1) return 1;
  wait(NULL);
  semctl(s, 0, IPC_RMID);
  while (wait(NULL) > 0) {
  }
  return 0;
}
