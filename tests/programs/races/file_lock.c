/* flock, on a description of one's own. */
#include "race.h"

#include <fcntl.h>
#include <sys/file.h>

int main(int argc, char** argv) {
  (void)argv;
  int* number = share(4096);
  int file = open("lock", O_RDWR | O_CREAT, 0600);
  if (fork() == 0) {
    file = open("lock", O_RDWR);
    if (argc == 1) flock(file, LOCK_EX);
    *number += 1; /* <other> */
    if (argc == 1) flock(file, LOCK_UN);
    return 0;
  }
  flock(file, LOCK_EX);
  *number += 1; /* <one> */
  flock(file, LOCK_UN);
  wait(NULL);
  unlink("lock");
  return 0;
}
