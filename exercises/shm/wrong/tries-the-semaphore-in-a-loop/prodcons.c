// expect: fail cpu.busy-wait
// sem_trywait in a loop in the place of sem_wait.
#include <errno.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

struct buffer {
  sem_t empty, full;
  int data[5];
};

int main(int argc, char **argv) {
  char *end;
  long count;
  struct buffer *b;
  pid_t pid;

  if (argc != 2) {
    fprintf(stderr, "usage: %s COUNT\n", argv[0]);
    return 1;
  }
  count = strtol(argv[1], &end, 10);
  if (end == argv[1] || *end != '\0' || count < 0 || count > 1000000) {
    fprintf(stderr, "usage: %s COUNT\n", argv[0]);
    return 1;
  }

  b = mmap(NULL, sizeof(*b), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (b == MAP_FAILED) {
    perror("mmap");
    return 1;
  }
  sem_init(&b->empty, 1, 5);
  sem_init(&b->full, 1, 0);

  pid = fork();
  if (pid < 0) {
    perror("fork");
    return 1;
  }
  if (pid == 0) {
    for (long i = 0; i < count; i++) {
      while (sem_trywait(&b->full) != 0) {
        /* nothing there, try again */
      }
      printf(i ? " %d" : "%d", b->data[i % 5]);
      sem_post(&b->empty);
    }
    printf("\n");
    return 0;
  }
  for (long i = 0; i < count; i++) {
    while (sem_trywait(&b->empty) != 0) {
      /* no place, try again */
    }
    b->data[i % 5] = i;
    sem_post(&b->full);
  }
  waitpid(pid, NULL, 0);
  return 0;
}
