// expect: pass
// Seconds and signals both as descriptors, in one epoll loop.
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#define CHECK(call) do { if ((call) == -1) { perror(#call); exit(1); } } while (0)

static void watch(int ep, int fd) {
  struct epoll_event ev = {.events = EPOLLIN, .data.fd = fd};
  CHECK(epoll_ctl(ep, EPOLL_CTL_ADD, fd, &ev));
}

int main(void) {
  sigset_t mask;
  sigemptyset(&mask);
  sigaddset(&mask, SIGTSTP);
  sigaddset(&mask, SIGINT);
  sigaddset(&mask, SIGTERM);
  CHECK(sigprocmask(SIG_BLOCK, &mask, NULL));

  int sig = signalfd(-1, &mask, 0);
  CHECK(sig);
  int timer = timerfd_create(CLOCK_MONOTONIC, 0);
  CHECK(timer);
  struct itimerspec spec = {.it_interval = {1, 0}, .it_value = {0, 1}};
  CHECK(timerfd_settime(timer, 0, &spec, NULL));
  int ep = epoll_create1(0);
  CHECK(ep);
  watch(ep, sig);
  watch(ep, timer);

  for (;;) {
    struct epoll_event ev;
    CHECK(epoll_wait(ep, &ev, 1, -1));
    if (ev.data.fd == timer) {
      uint64_t times;
      CHECK(read(timer, &times, sizeof times));
      while (times-- > 0) puts(".");
    } else {
      struct signalfd_siginfo info;
      CHECK(read(sig, &info, sizeof info));
      int end = info.ssi_signo != SIGTSTP;
      printf("Signal %d => %s\n", (int)info.ssi_signo, end ? "End of the program" : "pause");
      if (end) return 0;
    }
    fflush(stdout);
  }
}
