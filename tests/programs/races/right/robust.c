/* A robust mutex, whose owner ends without giving it back. */
#include "../race.h"

#include <errno.h>
#include <pthread.h>

static int* number;

int main(void) {
  number = share(4096);
  pthread_mutex_t* m = (void*)(number + 64);
  pthread_mutexattr_t a;
  pthread_mutexattr_init(&a);
  pthread_mutexattr_setpshared(&a, 1);
  pthread_mutexattr_setrobust(&a, PTHREAD_MUTEX_ROBUST);
  pthread_mutex_init(m, &a);
  int p[2];
  if (pipe(p)) return 1;
  pid_t c = fork();
  if (c == 0) {
    pthread_mutex_lock(m);
    if (write(p[1], "x", 1) != 1) _exit(1);
    *number = 7;
    _exit(0);
  }
  char b;
  if (read(p[0], &b, 1) != 1) return 1;
  if (pthread_mutex_lock(m) == EOWNERDEAD) pthread_mutex_consistent(m);
  *number += 1;
  pthread_mutex_unlock(m);
  while (wait(NULL) > 0) {
  }
  return 0;
}
