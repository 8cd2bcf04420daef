/* A byte through a pair of sockets. */
#include "race.h"

#include <sys/socket.h>

int main(int argc, char** argv) {
  (void)argv;
  int* number = share(4096);
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == -1) return 2;
  if (fork() == 0) {
    if (argc == 1) {
      char token;
      if (recv(ends[0], &token, 1, 0) != 1) return 2;
    }
    printf("%d\n", *number); /* <other> */
    return 0;
  }
  *number = 7; /* <one> */
  send(ends[1], "x", 1, 0);
  wait(NULL);
  return 0;
}
