/* A semaphore for mutual exclusion. The argument makes it begin at 2: it lets both in. */
#include "race.h"

#include <semaphore.h>

int main(int argc, char** argv) {
  (void)argv;
  int* number = share(4096);
  sem_t* semaphore = (sem_t*)(number + 64);
  sem_init(semaphore, 1, argc == 1 ? 1 : 2);
  if (fork() == 0) {
    sem_wait(semaphore);
    *number += 1; /* <other> */
    sem_post(semaphore);
    return 0;
  }
  sem_wait(semaphore);
  *number += 1; /* <one> */
  sem_post(semaphore);
  wait(NULL);
  return 0;
}
