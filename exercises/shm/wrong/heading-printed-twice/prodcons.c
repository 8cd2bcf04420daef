// expect: fail output.mismatch
// Prints a heading without a newline before fork, and both processes have it in their buffer.
#include <errno.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <unistd.h>

struct box {
  sem_t free;
  sem_t used;
  int numbers[5];
};

static int number(const char *text, long limit) {
  char *end;
  errno = 0;
  long value = strtol(text, &end, 10);
  return errno || end == text || *end || value < 0 || value > limit ? -1 : (int)value;
}

static struct box *attach(int id) {
  void *where = shmat(id, NULL, 0);
  if (where == (void *)-1) {
    perror("shmat");
    return NULL;
  }
  return where;
}

static int consumer(struct box *box, int count) {
  for (int i = 0; i < count; i++) {
    while (sem_wait(&box->used) == -1) {
    }
    printf("%s%d", i ? " " : "", box->numbers[i % 5]);
    sem_post(&box->free);
  }
  printf("\n");
  return fflush(stdout) ? EXIT_FAILURE : EXIT_SUCCESS;
}

static void producer(struct box *box, int count) {
  for (int i = 0; i < count; i++) {
    while (sem_wait(&box->free) == -1) {
    }
    box->numbers[i % 5] = i;
    sem_post(&box->used);
  }
}

int main(int argc, char *argv[]) {
  int count = argc == 2 ? number(argv[1], 1000000) : -1;
  if (count == -1) {
    fprintf(stderr, "usage: %s COUNT\n", argv[0]);
    return EXIT_FAILURE;
  }

  int id = shmget(IPC_PRIVATE, sizeof(struct box), 0600);
  if (id == -1) {
    perror("shmget");
    return EXIT_FAILURE;
  }
  int status = EXIT_FAILURE;
  struct box *box = attach(id);
  if (box) {
    sem_init(&box->free, 1, 5);
    sem_init(&box->used, 1, 0);
    printf("Numbers: ");
    pid_t child = fork();  // <output.copied-by-fork>
    if (child == 0) {
      return consumer(box, count);
    }
    if (child == -1) {
      perror("fork");
    } else {
      producer(box, count);
      waitpid(child, &status, 0);
    }
  }
  if (shmctl(id, IPC_RMID, NULL) == -1) perror("shmctl");
  return status ? EXIT_FAILURE : EXIT_SUCCESS;
}
