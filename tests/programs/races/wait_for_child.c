/* The end of the child, which the parent waits for. */
#include "race.h"

int main(int argc, char** argv) {
  (void)argv;
  int* number = share(4096);
  if (fork() == 0) {
    *number = 7; /* <one> */
    return 0;
  }
  if (argc == 1) wait(NULL);
  printf("%d\n", *number); /* <other> */
  wait(NULL);
  return 0;
}
