// expect: pass
// The program executes itself a second time as the consumer, which attaches the System V segment by its id.
#include <errno.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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
  if (argc == 4 && strcmp(argv[1], "--consumer") == 0) {
    struct box *box = attach(atoi(argv[2]));
    return box ? consumer(box, atoi(argv[3])) : EXIT_FAILURE;
  }

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
    char id_text[16];
    snprintf(id_text, sizeof id_text, "%d", id);

    pid_t child = fork();
    if (child == 0) {
      execl("/proc/self/exe", argv[0], "--consumer", id_text, argv[1], (char *)NULL);
      perror("execl");
      for (int i = 0; i < count; i++) sem_post(&box->free); /* the producer must not wait for nobody */
      _exit(127);
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
