// row 25: memory in the buffers of pipes and sockets
// needs: memory group
// finds: limit.memory
#include "attack.h"
int main(void) {
  static char block[1 << 16];
  for (int child = 0; child < 10; child++) {
    if (fork() != 0) continue;
    for (int i = 0; i < 480; i++) {
      int ends[2];
      if (i % 2 ? pipe(ends) : socketpair(AF_UNIX, SOCK_STREAM, 0, ends)) break;
      fcntl(ends[1], F_SETFL, O_NONBLOCK);
      fcntl(ends[1], F_SETPIPE_SZ, 1 << 20);
      while (write(ends[1], block, sizeof block) > 0);
    }
    for (;;) pause();
  }
  while (wait(NULL) > 0);
  return 0;
}
