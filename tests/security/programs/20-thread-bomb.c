// row 20: threads without an end
// finds: limit.processes
#include "attack.h"
#include <pthread.h>
static void *wait_on(void *nothing) { pause(); return nothing; }
int main(void) {
  pthread_t thread;
  pthread_attr_t small;
  pthread_attr_init(&small);
  pthread_attr_setstacksize(&small, 65536);
  while (pthread_create(&thread, &small, wait_on, NULL) == 0);
  return 1;
}
