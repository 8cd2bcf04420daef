// row 60: what the kernel counts by user: queued signals, inotify, pipe buffers
// prints: SAFE
#include "attack.h"
#include <sys/inotify.h>
int main(void) {
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_BLOCK, &all, NULL);
  int queued = 0;
  union sigval none = {0};
  while (queued < 100000 && sigqueue(getpid(), SIGRTMIN, none) == 0) queued++;
  MUST(queued < 10000);
  for (int i = 0; i < 200 && inotify_init() != -1; i++);
  for (int i = 0; i < 200; i++) {
    int ends[2];
    if (pipe(ends) == -1) break;
    fcntl(ends[1], F_SETPIPE_SZ, 1 << 20);
  }
  return done();
}
