// expect: fail ipc.leak.posix-shm
// Unmaps and closes the segment, and its name stays.
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define CAPACITY 5
static const char *const kName = "/monitor";

typedef struct {
  pthread_mutex_t lock;
  pthread_cond_t not_full;
  pthread_cond_t not_empty;
  int items;
  int head;
  int buffer[CAPACITY];
} Monitor;

static void monitor_init(Monitor *m) {
  pthread_mutexattr_t ma;
  pthread_condattr_t ca;
  pthread_mutexattr_init(&ma);
  pthread_mutexattr_setpshared(&ma, PTHREAD_PROCESS_SHARED);
  pthread_mutex_init(&m->lock, &ma);
  pthread_condattr_init(&ca);
  pthread_condattr_setpshared(&ca, PTHREAD_PROCESS_SHARED);
  pthread_cond_init(&m->not_full, &ca);
  pthread_cond_init(&m->not_empty, &ca);
}

static void monitor_put(Monitor *m, int value) {
  pthread_mutex_lock(&m->lock);
  while (m->items == CAPACITY) pthread_cond_wait(&m->not_full, &m->lock);
  m->buffer[(m->head + m->items) % CAPACITY] = value;
  m->items++;
  pthread_cond_signal(&m->not_empty);
  pthread_mutex_unlock(&m->lock);
}

static int monitor_get(Monitor *m) {
  pthread_mutex_lock(&m->lock);
  while (m->items == 0) pthread_cond_wait(&m->not_empty, &m->lock);
  int value = m->buffer[m->head];
  m->head = (m->head + 1) % CAPACITY;
  m->items--;
  pthread_cond_signal(&m->not_full);
  pthread_mutex_unlock(&m->lock);
  return value;
}

static bool parse(const char *s, int *n) {
  *n = 0;
  do {
    if (*s < '0' || *s > '9') return false;
    *n = 10 * *n + (*s - '0');
    if (*n > 1000000) return false;
  } while (*++s);
  return true;
}

int main(int argc, char *argv[]) {
  int count;
  if (argc != 2 || !parse(argv[1], &count)) {
    fprintf(stderr, "USAGE: %s COUNT\n", argv[0]);
    return EXIT_FAILURE;
  }

  int fd = shm_open(kName, O_CREAT | O_RDWR, S_IRUSR | S_IWUSR); // <ipc.leak.posix-shm>
  if (fd == -1 || ftruncate(fd, sizeof(Monitor)) == -1) {
    perror("shared memory");
    shm_unlink(kName);
    return EXIT_FAILURE;
  }
  Monitor *monitor = mmap(NULL, sizeof(Monitor), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (monitor == MAP_FAILED) {
    perror("mmap");
    shm_unlink(kName);
    return EXIT_FAILURE;
  }
  monitor_init(monitor);

  pid_t child = fork();
  switch (child) {
    case -1:
      perror("fork");
      break;
    case 0:
      for (int i = 0; i < count; i++) {
        if (i) putchar(' ');
        printf("%d", monitor_get(monitor));
      }
      putchar('\n');
      exit(EXIT_SUCCESS);
    default:
      for (int i = 0; i < count; i++) monitor_put(monitor, i);
      waitpid(child, NULL, 0);
  }
  munmap(monitor, sizeof(Monitor));
  close(fd);
  return child == -1 ? EXIT_FAILURE : EXIT_SUCCESS;
}
