// expect: pass
// Lets the signals in only while it waits, so its handlers may print: they never interrupt a printf.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void tick(int sig) {
  (void)sig;
  printf(".\n");
  fflush(stdout);
  alarm(1);
}

static void take_a_break(int sig) {
  printf("Signal %d => pause\n", sig);
  fflush(stdout);
}

static void the_end(int sig) {
  printf("Signal %d => End of the program\n", sig);
  exit(0);
}

int main(void) {
  const int numbers[] = {SIGALRM, SIGTSTP, SIGINT, SIGTERM};
  void (*const handlers[])(int) = {tick, take_a_break, the_end, the_end};
  sigset_t mine, others;

  sigemptyset(&mine);
  for (int i = 0; i < 4; i++) sigaddset(&mine, numbers[i]);
  sigprocmask(SIG_BLOCK, &mine, &others);
  for (int i = 0; i < 4; i++) {
    struct sigaction action = {.sa_handler = handlers[i], .sa_mask = mine};
    sigaction(numbers[i], &action, NULL);
  }
  alarm(1);
  for (;;) sigsuspend(&others);
}
