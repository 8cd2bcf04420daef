/* A datagram from a socket that is not connected. */
#include "../race.h"

#include <sys/socket.h>
#include <sys/un.h>

static int* number;

int main(void) {
  number = share(4096);
  int a = socket(AF_UNIX, SOCK_DGRAM, 0);
  struct sockaddr_un u = {AF_UNIX, "\0odd"};
  bind(a, (struct sockaddr*)&u, sizeof u);
  pid_t c = fork();
  if (c == 0) {
    char b;
    recv(a, &b, 1, 0);
    if (*number != 7) _exit(1);
    _exit(0);
  }
  *number = 7;
  int b = socket(AF_UNIX, SOCK_DGRAM, 0);
  sendto(b, "x", 1, 0, (struct sockaddr*)&u, sizeof u);
  while (wait(NULL) > 0) {
  }
  return 0;
}
