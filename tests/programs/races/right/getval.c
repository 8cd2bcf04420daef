/* Looks at a semaphore's value and never waits for it. */
#include "../race.h"

#include <semaphore.h>

static int* number;

int main(void) {
  number = share(4096);
  sem_t* s = (void*)(number + 64);
  sem_init(s, 1, 0);
  pid_t c = fork();
  if (c == 0) {
    int v = 0;
    while (sem_getvalue(s, &v), v == 0) usleep(100);
    if (*number != 7) _exit(1);
    _exit(0);
  }
  *number = 7;
  sem_post(s);
  while (wait(NULL) > 0) {
  }
  return 0;
}
