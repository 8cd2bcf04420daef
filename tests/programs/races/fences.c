/* Fences around a relaxed flag. */
#include "race.h"

#include <sched.h>
#include <stdatomic.h>

int main(int argc, char** argv) {
  (void)argv;
  int* number = share(4096);
  _Atomic int* flag = (_Atomic int*)(number + 64);
  if (fork() == 0) {
    while (atomic_load_explicit(flag, memory_order_relaxed) == 0) sched_yield();
    if (argc == 1) atomic_thread_fence(memory_order_acquire);
    printf("%d\n", *number); /* <other> */
    return 0;
  }
  *number = 7; /* <one> */
  if (argc == 1) atomic_thread_fence(memory_order_release);
  atomic_store_explicit(flag, 1, memory_order_relaxed);
  wait(NULL);
  return 0;
}
