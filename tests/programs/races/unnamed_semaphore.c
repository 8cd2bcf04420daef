/* A POSIX semaphore in the shared memory. */
#include "race.h"

#include <semaphore.h>

int main(int argc, char** argv) {
  (void)argv;
  int* number = share(4096);
  sem_t* semaphore = (sem_t*)(number + 64);
  sem_init(semaphore, 1, 0);
  if (fork() == 0) {
    if (argc == 1) {
      sem_wait(semaphore);
    }
    printf("%d\n", *number); /* <other> */
    return 0;
  }
  *number = 7; /* <one> */
  sem_post(semaphore);
  wait(NULL);
  return 0;
}
