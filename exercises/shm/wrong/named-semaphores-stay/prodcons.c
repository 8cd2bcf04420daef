// expect: fail ipc.leak.posix-sem
// Closes the named semaphores and does not unlink them.
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define N 5

typedef struct {
  int in, out;
  int slot[N];
} ring;

static void down(sem_t *s) {
  while (sem_wait(s) == -1 && errno == EINTR) {
  }
}

int main(int argc, char **argv) {
  char *rest;
  long count;

  errno = 0;
  if (argc != 2 || (count = strtol(argv[1], &rest, 10), errno != 0) || rest == argv[1] || *rest || count < 0 || count > 1000000) {
    printf("usage: %s COUNT\n", argv[0]);
    return 2;
  }

  char shm_name[64], empty_name[64], full_name[64];
  snprintf(shm_name, sizeof shm_name, "/prodcons-shm-%d", (int)getpid());
  snprintf(empty_name, sizeof empty_name, "/prodcons-empty-%d", (int)getpid());
  snprintf(full_name, sizeof full_name, "/prodcons-full-%d", (int)getpid());

  int fd = shm_open(shm_name, O_RDWR | O_CREAT | O_EXCL, 0600);
  if (fd == -1) err(1, "shm_open");
  int bad = ftruncate(fd, sizeof(ring));
  ring *r = mmap(NULL, sizeof *r, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  close(fd);
  shm_unlink(shm_name);
  if (bad || r == MAP_FAILED) err(1, "shared memory");

  sem_t *empty = sem_open(empty_name, O_CREAT | O_EXCL, 0600, N); // <ipc.leak.posix-sem>
  if (empty == SEM_FAILED) err(1, "sem_open");
  sem_t *full = sem_open(full_name, O_CREAT | O_EXCL, 0600, 0); // <ipc.leak.posix-sem>
  if (full == SEM_FAILED) {
    sem_unlink(empty_name);
    err(1, "sem_open");
  }

  pid_t pid = fork();
  if (pid == 0) {
    for (int i = 0; i < count; i++) {
      down(empty);
      r->slot[r->in] = i;
      r->in = (r->in + 1) % N;
      sem_post(full);
    }
    _exit(0);
  }
  if (pid > 0) {
    for (int i = 0; i < count; i++) {
      down(full);
      int value = r->slot[r->out];
      r->out = (r->out + 1) % N;
      sem_post(empty);
      printf("%s%d", i ? " " : "", value);
    }
    putchar('\n');
    waitpid(pid, NULL, 0);
  }

  sem_close(empty);
  sem_close(full);
  munmap(r, sizeof *r);
  if (pid == -1) {
    fprintf(stderr, "fork failed\n");
    return 1;
  }
  return 0;
}
