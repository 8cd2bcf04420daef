/* Locks of fcntl on a file. */
#include "race.h"

#include <fcntl.h>

int main(int argc, char** argv) {
  (void)argv;
  int* number = share(4096);
  int file = open("lock", O_RDWR | O_CREAT, 0600);
  if (fork() == 0) {
    file = open("lock", O_RDWR);
    if (argc == 1) fcntl(file, F_SETLKW, &(struct flock){.l_type = F_WRLCK});
    *number += 1; /* <other> */
    if (argc == 1) fcntl(file, F_SETLK, &(struct flock){.l_type = F_UNLCK});
    return 0;
  }
  fcntl(file, F_SETLKW, &(struct flock){.l_type = F_WRLCK});
  *number += 1; /* <one> */
  fcntl(file, F_SETLK, &(struct flock){.l_type = F_UNLCK});
  wait(NULL);
  unlink("lock");
  return 0;
}
