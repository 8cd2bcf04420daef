/* A barrier. */
#include "race.h"

#include <pthread.h>

int main(int argc, char** argv) {
  (void)argv;
  int* number = share(4096);
  pthread_barrier_t* barrier = (pthread_barrier_t*)(number + 64);
  pthread_barrierattr_t shared;
  pthread_barrierattr_init(&shared);
  pthread_barrierattr_setpshared(&shared, PTHREAD_PROCESS_SHARED);
  pthread_barrier_init(barrier, &shared, 2);
  if (fork() == 0) {
    if (argc == 1) pthread_barrier_wait(barrier);
    printf("%d\n", *number); /* <other> */
    return 0;
  }
  *number = 7; /* <one> */
  if (argc == 1) pthread_barrier_wait(barrier);
  wait(NULL);
  return 0;
}
