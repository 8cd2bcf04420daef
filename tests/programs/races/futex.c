/* The futex call alone: one wakes the other. */
#include "race.h"

#include <linux/futex.h>
#include <stdatomic.h>
#include <sys/syscall.h>

int main(int argc, char** argv) {
  (void)argv;
  int* number = share(4096);
  _Atomic int* word = (_Atomic int*)(number + 64);
  if (fork() == 0) {
    if (argc == 1) {
      while (atomic_load(word) == 0) syscall(SYS_futex, word, FUTEX_WAIT, 0, NULL, NULL, 0);
    }
    printf("%d\n", *number); /* <other> */
    return 0;
  }
  *number = 7; /* <one> */
  atomic_store(word, 1);
  syscall(SYS_futex, word, FUTEX_WAKE, 1, NULL, NULL, 0);
  wait(NULL);
  return 0;
}
