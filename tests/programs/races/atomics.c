/* An atomic flag: set with release, looked at with acquire. Without these the flag orders nothing. */
#include "race.h"

#include <sched.h>
#include <stdatomic.h>

int main(int argc, char** argv) {
  (void)argv;
  int* number = share(4096);
  _Atomic int* flag = (_Atomic int*)(number + 64);
  memory_order get = argc == 1 ? memory_order_acquire : memory_order_relaxed;
  memory_order set = argc == 1 ? memory_order_release : memory_order_relaxed;
  if (fork() == 0) {
    while (atomic_load_explicit(flag, get) == 0) sched_yield();
    printf("%d\n", *number); /* <other> */
    return 0;
  }
  *number = 7; /* <one> */
  atomic_store_explicit(flag, 1, set);
  wait(NULL);
  return 0;
}
