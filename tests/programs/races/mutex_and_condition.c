/* A mutex and a condition, process-shared. */
#include "race.h"

#include <pthread.h>

struct meeting {
  pthread_mutex_t mutex;
  pthread_cond_t condition;
  int ready;
};

int main(int argc, char** argv) {
  (void)argv;
  int* number = share(4096);
  struct meeting* meeting = (struct meeting*)(number + 64);
  pthread_mutexattr_t mutex;
  pthread_condattr_t condition;
  pthread_mutexattr_init(&mutex);
  pthread_mutexattr_setpshared(&mutex, PTHREAD_PROCESS_SHARED);
  pthread_mutex_init(&meeting->mutex, &mutex);
  pthread_condattr_init(&condition);
  pthread_condattr_setpshared(&condition, PTHREAD_PROCESS_SHARED);
  pthread_cond_init(&meeting->condition, &condition);
  if (fork() == 0) {
    if (argc == 1) {
      pthread_mutex_lock(&meeting->mutex);
      while (!meeting->ready) pthread_cond_wait(&meeting->condition, &meeting->mutex);
      pthread_mutex_unlock(&meeting->mutex);
    }
    printf("%d\n", *number); /* <other> */
    return 0;
  }
  *number = 7; /* <one> */
  pthread_mutex_lock(&meeting->mutex);
  meeting->ready = 1;
  pthread_cond_signal(&meeting->condition);
  pthread_mutex_unlock(&meeting->mutex);
  wait(NULL);
  return 0;
}
