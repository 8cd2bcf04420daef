/* A ring of two slots. The argument lets the writer go on before it knows that a slot is free. */
#include "race.h"

#include <semaphore.h>

int main(int argc, char** argv) {
  (void)argv;
  int* number = share(4096);
  sem_t *full = (sem_t*)(number + 64), *empty = full + 1;
  sem_init(full, 1, 0);
  sem_init(empty, 1, argc == 1 ? 2 : 3);
  if (fork() == 0) {
    for (int i = 0; i < 6; i++) {
      sem_wait(full);
      printf("%d\n", number[i % 2]); /* <other> */
      sem_post(empty);
    }
    return 0;
  }
  for (int i = 0; i < 6; i++) {
    sem_wait(empty);
    number[i % 2] = i; /* <one> */
    sem_post(full);
  }
  wait(NULL);
  return 0;
}
