/* Semaphores and locks of libc: where nobody has to wait they make no system call. */
#define _GNU_SOURCE
#include "noted.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <time.h>

/* A named semaphore is at another address in each process: these have a key. */
enum { kMostNamed = 256 };
static struct {
  sem_t* semaphore;
  uint64_t key;
} named[kMostNamed];
static int used_named;

static uint64_t key_of(const sem_t* semaphore) {
  for (int i = 0; i < used_named; i++)
    if (named[i].semaphore == semaphore) return named[i].key;
  return 0;
}

int __real_stat(const char*, struct stat*);
static uint64_t key_of_name(const char* name) {
  char path[300] = "/dev/shm/sem.";
  size_t at = 13;
  for (const char* letter = *name == '/' ? name + 1 : name; *letter != '\0' && at + 1 < sizeof path;)
    path[at++] = *letter++;
  path[at] = '\0';
  struct stat facts;
  return __real_stat(path, &facts) == 0 ? facts.st_ino | 1ULL << 63 : 0;
}

static void tell_semaphore(uint64_t kind, const sem_t* semaphore, uint64_t value, uint64_t pc) {
  uint64_t key = key_of(semaphore);
  tell(kind, key != 0 ? 0 : (uint64_t)(uintptr_t)semaphore, 0, key, value, pc);
}

sem_t* __real_sem_open(const char*, int, ...);
sem_t* __wrap_sem_open(const char* name, int flags, ...) {
  va_list more;
  va_start(more, flags);
  mode_t mode = flags & O_CREAT ? va_arg(more, mode_t) : 0;
  unsigned value = flags & O_CREAT ? va_arg(more, unsigned) : 0;
  va_end(more);
  int before = errno;
  int is_new = key_of_name(name) == 0;
  errno = before;
  sem_t* got = __real_sem_open(name, flags, mode, value);
  if (got == SEM_FAILED) return got;
  uint64_t key = key_of_name(name);
  int i = 0;
  while (i < used_named && named[i].semaphore != got) i++;
  if (key != 0 && i < kMostNamed) {
    named[i].semaphore = got;
    named[i].key = key;
    if (i == used_named) used_named++;
    if (is_new && flags & O_CREAT) tell(kSemaphoreSet, 0, 0, key, value, HERE);
  }
  return got;
}

int __real_sem_init(sem_t*, int, unsigned);
int __wrap_sem_init(sem_t* semaphore, int shared, unsigned value) {
  tell_semaphore(kSemaphoreSet, semaphore, value, HERE);
  return __real_sem_init(semaphore, shared, value);
}

int __real_sem_post(sem_t*);
int __wrap_sem_post(sem_t* semaphore) {
  tell_semaphore(kSemaphoreGive, semaphore, 0, HERE);
  return __real_sem_post(semaphore);
}

int __real_sem_getvalue(sem_t*, int*);
int __wrap_sem_getvalue(sem_t* semaphore, int* value) {
  int result = __real_sem_getvalue(semaphore, value);
  tell_semaphore(kSemaphoreSeen, semaphore, 0, HERE);
  return result;
}

#define TAKE(name, parameters, arguments)                         \
  int __real_##name parameters;                                   \
  int __wrap_##name parameters;                                   \
  int __wrap_##name parameters {                                  \
    arrive();                                                     \
    int result = __real_##name arguments;                         \
    if (result == 0) tell_semaphore(kSemaphoreTake, it, 0, HERE); \
    return result;                                                \
  }
TAKE(sem_wait, (sem_t * it), (it))
TAKE(sem_trywait, (sem_t * it), (it))
TAKE(sem_timedwait, (sem_t * it, const struct timespec* until), (it, until))
TAKE(sem_clockwait, (sem_t * it, clockid_t clock, const struct timespec* until), (it, clock, until))

static void tell_lock(uint64_t kind, const volatile void* lock, uint64_t pc) {
  tell(kind, (uint64_t)(uintptr_t)lock, 0, 0, 0, pc);
}

#define LOCK(name, parameters, arguments)                                   \
  int __real_##name parameters;                                             \
  int __wrap_##name parameters;                                             \
  int __wrap_##name parameters {                                            \
    arrive();                                                               \
    int result = __real_##name arguments;                                   \
    if (result == EOWNERDEAD) tell(kAcquire, 0, 0, 0, 0, HERE);             \
    if (result == 0 || result == EOWNERDEAD) tell_lock(kAcquire, it, HERE); \
    return result;                                                          \
  }
LOCK(pthread_mutex_lock, (pthread_mutex_t * it), (it))
LOCK(pthread_mutex_trylock, (pthread_mutex_t * it), (it))
LOCK(pthread_mutex_timedlock, (pthread_mutex_t * it, const struct timespec* until), (it, until))
LOCK(pthread_mutex_clocklock, (pthread_mutex_t * it, clockid_t clock, const struct timespec* until), (it, clock, until))
LOCK(pthread_rwlock_rdlock, (pthread_rwlock_t * it), (it))
LOCK(pthread_rwlock_tryrdlock, (pthread_rwlock_t * it), (it))
LOCK(pthread_rwlock_timedrdlock, (pthread_rwlock_t * it, const struct timespec* until), (it, until))
LOCK(pthread_rwlock_wrlock, (pthread_rwlock_t * it), (it))
LOCK(pthread_rwlock_trywrlock, (pthread_rwlock_t * it), (it))
LOCK(pthread_rwlock_timedwrlock, (pthread_rwlock_t * it, const struct timespec* until), (it, until))
LOCK(pthread_spin_lock, (pthread_spinlock_t * it), (it))
LOCK(pthread_spin_trylock, (pthread_spinlock_t * it), (it))

#define UNLOCK(name, type)         \
  int __real_##name(type*);        \
  int __wrap_##name(type*);        \
  int __wrap_##name(type* it) {    \
    tell_lock(kRelease, it, HERE); \
    return __real_##name(it);      \
  }
UNLOCK(pthread_mutex_unlock, pthread_mutex_t)
UNLOCK(pthread_rwlock_unlock, pthread_rwlock_t)
UNLOCK(pthread_spin_unlock, pthread_spinlock_t)
UNLOCK(pthread_cond_signal, pthread_cond_t)
UNLOCK(pthread_cond_broadcast, pthread_cond_t)

int __real_pthread_barrier_wait(pthread_barrier_t*);
int __wrap_pthread_barrier_wait(pthread_barrier_t* it) {
  tell_lock(kRelease, it, HERE);
  int result = __real_pthread_barrier_wait(it);
  tell_lock(kAcquire, it, HERE);
  return result;
}

/* A wait for a condition gives the mutex back and takes it again. */
#define WAIT(name, parameters, arguments) \
  int __real_##name parameters;           \
  int __wrap_##name parameters;           \
  int __wrap_##name parameters {          \
    tell_lock(kRelease, mutex, HERE);     \
    int result = __real_##name arguments; \
    tell_lock(kAcquire, it, HERE);        \
    tell_lock(kAcquire, mutex, HERE);     \
    return result;                        \
  }
WAIT(pthread_cond_wait, (pthread_cond_t * it, pthread_mutex_t* mutex), (it, mutex))
WAIT(pthread_cond_timedwait, (pthread_cond_t * it, pthread_mutex_t* mutex, const struct timespec* until),
     (it, mutex, until))
WAIT(pthread_cond_clockwait,
     (pthread_cond_t * it, pthread_mutex_t* mutex, clockid_t clock, const struct timespec* until),
     (it, mutex, clock, until))

/* A file that is there or not: a process may wait for that, and no call of it is traced. */
#define LOOK(name, parameters, arguments) \
  int __real_##name parameters;           \
  int __wrap_##name parameters;           \
  int __wrap_##name parameters {          \
    int result = __real_##name arguments; \
    tell(kNamesSeen, 0, 0, 0, 0, HERE);   \
    return result;                        \
  }
LOOK(access, (const char* path, int mode), (path, mode))
LOOK(stat, (const char* path, struct stat* facts), (path, facts))
LOOK(lstat, (const char* path, struct stat* facts), (path, facts))
