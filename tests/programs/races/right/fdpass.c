/* A message through a pair of sockets that keep messages apart. */
#include "../race.h"

#include <sys/socket.h>

static int* number;

int main(void) {
  number = share(4096);
  int sv[2];
  socketpair(AF_UNIX, SOCK_SEQPACKET, 0, sv);
  pid_t c = fork();
  if (c == 0) {
    char b;
    recv(sv[1], &b, 1, 0);
    if (*number != 7) _exit(1);
    _exit(0);
  }
  *number = 7;
  send(sv[0], "x", 1, 0);
  while (wait(NULL) > 0) {
  }
  return 0;
}
