/* A ring with two semaphores of one System V set. */
#include "../race.h"

#include <sys/ipc.h>
#include <sys/sem.h>

static int* number;

int main(void) {
  number = share(4096);
  int s = semget(IPC_PRIVATE, 2, 0600);
  unsigned short v[2] = {5, 0};
  semctl(s, 0, SETALL, v);
  pid_t c = fork();
  if (c == 0) {
    for (int i = 0; i < 20; i++) {
      struct sembuf d = {1, -1, 0}, u = {0, 1, 0};
      semop(s, &d, 1);
      if (number[i % 5] != i) _exit(1);
      semop(s, &u, 1);
    }
    _exit(0);
  }
  for (int i = 0; i < 20; i++) {
    struct sembuf d = {0, -1, 0}, u = {1, 1, 0};
    semop(s, &d, 1);
    number[i % 5] = i;
    semop(s, &u, 1);
  }
  wait(NULL);
  semctl(s, 0, IPC_RMID);
  while (wait(NULL) > 0) {
  }
  return 0;
}
