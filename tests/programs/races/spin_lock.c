/* A lock of one's own, of gcc's __sync functions. */
#include "race.h"

#include <sched.h>

static void lock(int* word) {
  while (__sync_lock_test_and_set(word, 1)) sched_yield();
}

int main(int argc, char** argv) {
  (void)argv;
  int* number = share(4096);
  int* word = number + 64;
  if (fork() == 0) {
    if (argc == 1) lock(word);
    *number += 1; /* <other> */
    if (argc == 1) __sync_lock_release(word);
    return 0;
  }
  lock(word);
  *number += 1; /* <one> */
  __sync_lock_release(word);
  wait(NULL);
  return 0;
}
