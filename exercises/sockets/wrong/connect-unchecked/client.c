// expect: fail syscall.unchecked
// connect is not checked: without a server the first write kills the client.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <netinet/in.h>
#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int argc, char *argv[]) {
  if (argc < 4) {
    fprintf(stderr, "usage: client HOST PORT TEXT...\n");
    exit(1);
  }
  char *end;
  long port = strtol(argv[2], &end, 10);
  if (*end || port < 1 || port > 65535) {
    fprintf(stderr, "client: bad port %s\n", argv[2]);
    exit(1);
  }
  int s = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in a;
  memset(&a, 0, sizeof a);
  a.sin_family = AF_INET;
  a.sin_port = htons(port);
  a.sin_addr.s_addr = inet_addr(argv[1]);
  connect(s, (struct sockaddr *)&a, sizeof a);  // <syscall.unchecked>

  for (int i = 3; i < argc; i++) {
    char *msg = malloc(strlen(argv[i]) + 2), c;
    strcpy(msg, argv[i]);
    strcat(msg, "\n");
    if (write(s, msg, strlen(msg)) == -1) {
      perror("write");
      exit(1);
    }
    free(msg);
    do {
      if (read(s, &c, 1) != 1) {
        fprintf(stderr, "client: connection lost\n");
        exit(1);
      }
      putchar(c);
    } while (c != '\n');
  }
  return 0;
}
