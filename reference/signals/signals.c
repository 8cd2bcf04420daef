// signals.c: a handler only notes that its signal has come; the program looks at the notes when nothing can interrupt
// it.
//
// The three signals are blocked except while pselect sleeps. So none can come between looking at the notes and falling
// asleep, where it would wait for the next second, and the handler never meets a printf at work.
//
// Usage: signals
// Try:   ./signals          and type control-Z, control-Z, control-C
//        ./signals | cat    and, from another terminal, pkill -TERM signals
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/select.h>
#include <time.h>

static volatile sig_atomic_t pauses;  // SIGTSTPs that wait for their answer
static volatile sig_atomic_t end;     // the signal that ends the program, or 0

static void note(int signal) {
  if (signal == SIGTSTP)
    pauses++;
  else
    end = signal;
}

static void fail(const char* what) {
  perror(what);
  exit(EXIT_FAILURE);
}

// Prints `line` and sees to it that it leaves the program now, whether the output is a terminal or not.
static void print(const char* line) {
  if (puts(line) == EOF || fflush(stdout) == EOF) fail("signals: standard output");
}

static void handle(const int* signals, int count, sigset_t* before) {
  sigset_t blocked;
  sigemptyset(&blocked);
  for (int i = 0; i < count; i++) sigaddset(&blocked, signals[i]);
  if (sigprocmask(SIG_BLOCK, &blocked, before) == -1) fail("signals: sigprocmask");

  struct sigaction action = {.sa_handler = note, .sa_mask = blocked};
  for (int i = 0; i < count; i++) {
    if (sigaction(signals[i], &action, NULL) == -1) fail("signals: sigaction");
    sigdelset(before, signals[i]);  // even if the program was started with it blocked
  }
}

int main(void) {
  const int signals[] = {SIGTSTP, SIGINT, SIGTERM};
  sigset_t open;
  handle(signals, sizeof signals / sizeof signals[0], &open);

  while (!end) {
    print(".");
    const struct timespec second = {.tv_sec = 1};
    if (pselect(0, NULL, NULL, NULL, &second, &open) == -1 && errno != EINTR) fail("signals: pselect");
    for (; pauses > 0; pauses--) print("Signal 20 => pause");
  }
  if (printf("Signal %d => End of the program\n", (int)end) < 0 || fflush(stdout) == EOF)
    fail("signals: standard output");
  return EXIT_SUCCESS;
}
