/* A thread posts for what the process did before it began. */
#include "../race.h"

#include <pthread.h>
#include <semaphore.h>

static int* number;
static sem_t* s;
static void* run(void* a) {
  sem_post(s);
  return a;
}

int main(void) {
  number = share(4096);
  s = (void*)(number + 64);
  sem_init(s, 1, 0);
  pid_t c = fork();
  if (c == 0) {
    sem_wait(s);
    if (*number != 7) _exit(1);
    _exit(0);
  }
  *number = 7;
  pthread_t t;
  pthread_create(&t, 0, run, 0);
  pthread_join(t, 0);
  while (wait(NULL) > 0) {
  }
  return 0;
}
