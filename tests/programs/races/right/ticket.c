/* A lock that gives out tickets. */
#include "../race.h"

#include <sched.h>
#include <stdatomic.h>

static int* number;
static _Atomic int *next, *now;

int main(void) {
  number = share(4096);
  next = (void*)(number + 16);
  now = (void*)(number + 32);
  pid_t c = fork();
  if (c == 0) {
    for (int i = 0; i < 5; i++) {
      int t = atomic_fetch_add(next, 1);
      while (*now != t) sched_yield();
      *number += 1;
      atomic_fetch_add(now, 1);
    }
    _exit(0);
  }
  for (int i = 0; i < 5; i++) {
    int t = atomic_fetch_add(next, 1);
    while (*now != t) sched_yield();
    *number += 1;
    atomic_fetch_add(now, 1);
  }
  while (wait(NULL) > 0) {
  }
  return 0;
}
