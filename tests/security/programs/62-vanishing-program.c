// row 62: threads that execute, exit and fork all at once
// prints: SAFE
#include "attack.h"
#include <pthread.h>
static void *execute(void *nothing) {
  execl("/bin/true", "true", NULL);
  return nothing;
}
static void *leave(void *nothing) {
  if (fork() == 0) _exit(0);
  return nothing;
}
int main(void) {
  for (int i = 0; i < 20; i++) {
    if (fork() == 0) {
      pthread_t one, two, three;
      pthread_create(&one, NULL, leave, NULL);
      pthread_create(&two, NULL, execute, NULL);
      pthread_create(&three, NULL, execute, NULL);
      pthread_join(three, NULL);
      _exit(0);
    }
    wait(NULL);
  }
  return done();
}
