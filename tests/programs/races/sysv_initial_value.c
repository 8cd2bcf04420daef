/* A System V semaphore for mutual exclusion. The argument makes it begin at 2: it lets both in. */
#include "race.h"

#include <sys/ipc.h>
#include <sys/sem.h>

static void change(int set, int by) {
  struct sembuf operation = {0, (short)by, 0};
  semop(set, &operation, 1);
}

int main(int argc, char** argv) {
  (void)argv;
  int* number = share(4096);
  int set = semget(IPC_PRIVATE, 1, 0600);
  semctl(set, 0, SETVAL, argc == 1 ? 1 : 2);
  if (fork() == 0) {
    change(set, -1);
    *number += 1; /* <other> */
    change(set, 1);
    return 0;
  }
  change(set, -1);
  *number += 1; /* <one> */
  change(set, 1);
  wait(NULL);
  semctl(set, 0, IPC_RMID);
  return 0;
}
