// prodcons.c: two semaphores, one counting the free places and one the full ones, put a producer and a consumer in
// order.
//
// Semaphores and buffer have no names: they are in a shared mapping that parent and child inherit, so nothing can be
// left behind, however the program ends. With one producer and one consumer each index has a single user, and no lock
// is needed.
//
// Usage: prodcons COUNT
// Try:   ./prodcons 10
#include <errno.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PLACES = 5, LARGEST_COUNT = 1000000 };

struct shared {
  sem_t free_places;
  sem_t full_places;
  int buffer[PLACES];
};

static void fail(const char* what) {
  perror(what);
  exit(EXIT_FAILURE);
}

// The number in `text`, or -1 if it is none from 0 to LARGEST_COUNT.
static int parse_count(const char* text) {
  char* end;
  errno = 0;
  long number = strtol(text, &end, 10);
  if (errno != 0 || end == text || *end != '\0' || number < 0 || number > LARGEST_COUNT) return -1;
  return (int)number;
}

static void wait_for(sem_t* semaphore) {
  while (sem_wait(semaphore) == -1)
    if (errno != EINTR) fail("prodcons: sem_wait");
}

static void produce(struct shared* shared, int count) {
  for (int i = 0; i < count; i++) {
    wait_for(&shared->free_places);
    shared->buffer[i % PLACES] = i;
    if (sem_post(&shared->full_places) == -1) fail("prodcons: sem_post");
  }
}

// Takes all numbers out even when they can't be printed: the producer must not wait for ever.
static void consume(struct shared* shared, int count) {
  for (int i = 0; i < count; i++) {
    wait_for(&shared->full_places);
    int number = shared->buffer[i % PLACES];
    if (sem_post(&shared->free_places) == -1) fail("prodcons: sem_post");
    printf(i == 0 ? "%d" : " %d", number);
  }
  printf("\n");
  if (fflush(stdout) == EOF || ferror(stdout)) {
    fprintf(stderr, "prodcons: can't write to standard output\n");
    exit(EXIT_FAILURE);
  }
}

int main(int argc, char* argv[]) {
  int count = argc == 2 ? parse_count(argv[1]) : -1;
  if (count == -1) {
    fprintf(stderr, "usage: %s COUNT, a number from 0 to %d\n", argv[0], LARGEST_COUNT);
    return EXIT_FAILURE;
  }

  struct shared* shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED) fail("prodcons: mmap");
  if (sem_init(&shared->free_places, 1, PLACES) == -1) fail("prodcons: sem_init");
  if (sem_init(&shared->full_places, 1, 0) == -1) fail("prodcons: sem_init");

  pid_t consumer = fork();
  if (consumer == -1) fail("prodcons: fork");
  if (consumer == 0) {
    consume(shared, count);
    return EXIT_SUCCESS;
  }
  produce(shared, count);

  int status;
  if (waitpid(consumer, &status, 0) == -1) fail("prodcons: waitpid");
  return WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_FAILURE;
}
