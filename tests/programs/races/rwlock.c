/* A lock for readers and writers. */
#include "race.h"

#include <pthread.h>

int main(int argc, char** argv) {
  (void)argv;
  int* number = share(4096);
  pthread_rwlock_t* lock = (pthread_rwlock_t*)(number + 64);
  pthread_rwlockattr_t shared;
  pthread_rwlockattr_init(&shared);
  pthread_rwlockattr_setpshared(&shared, PTHREAD_PROCESS_SHARED);
  pthread_rwlock_init(lock, &shared);
  if (fork() == 0) {
    if (argc == 1) pthread_rwlock_rdlock(lock);
    int seen = *number; /* <other> */
    if (argc == 1) pthread_rwlock_unlock(lock);
    return seen == 3;
  }
  pthread_rwlock_wrlock(lock);
  *number = 7; /* <one> */
  pthread_rwlock_unlock(lock);
  wait(NULL);
  return 0;
}
