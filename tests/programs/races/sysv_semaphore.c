/* A System V semaphore. */
#include "race.h"

#include <sys/ipc.h>
#include <sys/sem.h>

int main(int argc, char** argv) {
  (void)argv;
  int* number = share(4096);
  int semaphore = semget(IPC_PRIVATE, 1, 0600);
  if (fork() == 0) {
    if (argc == 1) {
      struct sembuf down = {0, -1, 0};
      semop(semaphore, &down, 1);
    }
    printf("%d\n", *number); /* <other> */
    return 0;
  }
  *number = 7; /* <one> */
  struct sembuf up = {0, 1, 0};
  semop(semaphore, &up, 1);
  wait(NULL);
  semctl(semaphore, 0, IPC_RMID);
  return 0;
}
