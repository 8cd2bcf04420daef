/* Waits in epoll for an eventfd, and never reads it. */
#include "../race.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>

static int* number;

int main(void) {
  number = share(4096);
  int e = eventfd(0, 0), p = epoll_create1(0);
  struct epoll_event v = {EPOLLIN, {0}};
  epoll_ctl(p, EPOLL_CTL_ADD, e, &v);
  pid_t c = fork();
  if (c == 0) {
    struct epoll_event g;
    epoll_wait(p, &g, 1, -1);
    printf("%d\n", *number);
    fflush(stdout);
    _exit(0);
  }
  *number = 7;
  long one = 1;
  if (write(e, &one, 8) != 8) return 1;
  while (wait(NULL) > 0) {
  }
  return 0;
}
