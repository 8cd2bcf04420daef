/* A POSIX semaphore with a name, opened by each side. */
#include "race.h"

#include <fcntl.h>
#include <semaphore.h>

int main(int argc, char** argv) {
  (void)argv;
  int* number = share(4096);
  sem_t* mine = sem_open("/races", O_CREAT | O_EXCL, 0600, 0);
  if (fork() == 0) {
    if (argc == 1) {
      sem_wait(sem_open("/races", 0));
    }
    printf("%d\n", *number); /* <other> */
    return 0;
  }
  *number = 7; /* <one> */
  sem_post(mine);
  wait(NULL);
  sem_unlink("/races");
  return 0;
}
