/* Peterson's algorithm with C11 atomics. */
#include "../race.h"

#include <sched.h>
#include <stdatomic.h>

static int* number;
static _Atomic int *want, *turn;
static void lock(int me) {
  want[me] = 1;
  *turn = 1 - me;
  while (want[1 - me] && *turn == 1 - me) sched_yield();
}

int main(void) {
  number = share(4096);
  want = (void*)(number + 16);
  turn = (void*)(number + 32);
  pid_t c = fork();
  if (c == 0) {
    for (int i = 0; i < 5; i++) {
      lock(0);
      *number += 1;
      want[0] = 0;
    }
    _exit(0);
  }
  for (int i = 0; i < 5; i++) {
    lock(1);
    *number += 1;
    want[1] = 0;
  }
  while (wait(NULL) > 0) {
  }
  return 0;
}
