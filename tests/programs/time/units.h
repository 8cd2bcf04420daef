/* Times of these programs are in units, whose length in milliseconds is the first argument; what they print is in whole
   units and so does not depend on that length, nor on which clock it is measured by. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long unit_ms = 1000;
static struct timespec begun;

static inline struct timespec span(double units) {
  long long ns = (long long)(units * (double)unit_ms * 1e6);
  return (struct timespec){ns / 1000000000, ns % 1000000000};
}
static inline struct timeval span_us(double units) {
  struct timespec t = span(units);
  return (struct timeval){t.tv_sec, t.tv_nsec / 1000};
}
static inline int span_ms(double units) {
  return (int)(units * (double)unit_ms);
}
static inline struct timespec after(clockid_t clock, double units) {
  struct timespec now, more = span(units);
  clock_gettime(clock, &now);
  long long ns = now.tv_nsec + more.tv_nsec;
  return (struct timespec){now.tv_sec + more.tv_sec + ns / 1000000000, ns % 1000000000};
}
/* Rounded: a sleep is never shorter than asked and a little longer. */
static inline long in_units(struct timespec t) {
  return (long)(((double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6) / (double)unit_ms + 0.4);
}
static inline struct timespec between(struct timespec from, struct timespec to) {
  long long ns = (to.tv_sec - from.tv_sec) * 1000000000LL + to.tv_nsec - from.tv_nsec;
  return (struct timespec){ns / 1000000000, ns % 1000000000};
}
static inline long elapsed(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return in_units(between(begun, now));
}
static inline void nap(double units) {
  struct timespec left = span(units);
  while (nanosleep(&left, &left) == -1 && errno == EINTR) continue;
}
static inline void say(const char* what, long value) {
  printf("%ld: %s %ld\n", elapsed(), what, value);
  fflush(stdout);
}
static inline void begin(int argc, char** argv) {
  if (argc > 1) unit_ms = atol(argv[1]);
  clock_gettime(CLOCK_MONOTONIC, &begun);
}
static volatile sig_atomic_t caught;
static inline void count_it(int signal) {
  (void)signal;
  caught++;
}
static inline void catch_with(int signal, int flags) {
  struct sigaction action = {.sa_handler = count_it, .sa_flags = flags};
  sigaction(signal, &action, NULL);
}
