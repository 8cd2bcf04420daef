/* A volatile flag: it orders nothing. The argument leaves the flag out, and the program right. */
#include "race.h"

#include <sched.h>

int main(int argc, char** argv) {
  (void)argv;
  int* number = share(4096);
  volatile int* flag = number + 64;
  if (fork() == 0) {
    if (argc > 1) {
      while (*flag == 0) sched_yield(); /* <other> */
      printf("%d\n", *number);
    }
    return 0;
  }
  *number = 7;
  *flag = 1; /* <one> */
  wait(NULL);
  return 0;
}
