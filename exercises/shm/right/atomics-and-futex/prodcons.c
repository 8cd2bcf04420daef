// expect: pass
// C11 atomics for the two counters, the futex call itself for waiting.
#define _GNU_SOURCE
#include <errno.h>
#include <linux/futex.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define SLOTS 5u

struct channel {
  _Atomic uint32_t put;
  _Atomic uint32_t taken;
  int slots[SLOTS];
};

static void futex_wait(_Atomic uint32_t *word, uint32_t seen) {
  if (syscall(SYS_futex, word, FUTEX_WAIT, seen, NULL, NULL, 0) == -1 && errno != EAGAIN && errno != EINTR) {
    perror("futex");
    exit(1);
  }
}

static void advance(_Atomic uint32_t *word) {
  atomic_fetch_add(word, 1);
  syscall(SYS_futex, word, FUTEX_WAKE, 1, NULL, NULL, 0);
}

int main(int argc, char *argv[]) {
  char *end = NULL;
  errno = 0;
  long count = argc == 2 ? strtol(argv[1], &end, 10) : -1;
  if (errno || count < 0 || count > 1000000 || end == argv[1] || *end != '\0') {
    fprintf(stderr, "usage: %s COUNT (0-1000000)\n", argv[0]);
    return 1;
  }

  struct channel *c = mmap(NULL, sizeof *c, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (c == MAP_FAILED) {
    perror("mmap");
    return 1;
  }

  pid_t producer = fork();
  if (producer == -1) {
    perror("fork");
    return 1;
  }
  if (producer == 0) {
    for (uint32_t i = 0; i < (uint32_t)count; i++) {
      uint32_t taken;
      while (i - (taken = atomic_load(&c->taken)) == SLOTS) futex_wait(&c->taken, taken);
      c->slots[i % SLOTS] = (int)i;
      advance(&c->put);
    }
    _exit(0);
  }
  for (uint32_t i = 0; i < (uint32_t)count; i++) {
    while (atomic_load(&c->put) == i) futex_wait(&c->put, i);
    if (i) fputc(' ', stdout);
    fprintf(stdout, "%d", c->slots[i % SLOTS]);
    advance(&c->taken);
  }
  fputc('\n', stdout);
  int status;
  waitpid(producer, &status, 0);
  return status != 0;
}
