/* The end of a pipe's data: the other side has closed it. */
#include "race.h"

int main(int argc, char** argv) {
  (void)argv;
  int* number = share(4096);
  int ends[2];
  if (pipe(ends) == -1) return 2;
  if (fork() == 0) {
    if (argc == 1) {
      char token;
      close(ends[1]);
      if (read(ends[0], &token, 1) != 0) return 2;
    }
    printf("%d\n", *number); /* <other> */
    return 0;
  }
  *number = 7; /* <one> */
  close(ends[1]);
  wait(NULL);
  return 0;
}
