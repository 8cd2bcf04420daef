/* One semop waits for two semaphores at once. */
#include "../race.h"

#include <sys/ipc.h>
#include <sys/sem.h>

static int* number;

int main(void) {
  number = share(4096);
  int s = semget(IPC_PRIVATE, 2, 0600);
  unsigned short v[2] = {1, 0};
  semctl(s, 0, SETALL, v);
  pid_t c = fork();
  if (c == 0) {
    for (int i = 0; i < 5; i++) {
      struct sembuf o[2] = {{1, -1, 0}, {0, 0, 0}};
      semop(s, o, 2);
      *number += 1;
      struct sembuf u = {0, 1, 0};
      semop(s, &u, 1);
    }
    _exit(0);
  }
  for (int i = 0; i < 5; i++) {
    struct sembuf d = {0, -1, 0};
    semop(s, &d, 1);
    *number += 1;
    struct sembuf u = {1, 1, 0};
    semop(s, &u, 1);
  }
  wait(NULL);
  semctl(s, 0, IPC_RMID);
  while (wait(NULL) > 0) {
  }
  return 0;
}
