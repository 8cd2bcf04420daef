// A process for each client. After a restart: "bind: Address already in use", and a minute later it works again.
#include <ctype.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

void end(int sig)
{
  signal(sig, SIG_IGN);
  kill(0, sig);            /* the children are in our process group */
  while (wait(NULL) > 0);
  _exit(0);
}

void serve(int c)
{
  char t[4096];
  ssize_t n, i, k;
  while ((n = read(c, t, sizeof t)) > 0) {
    for (i = 0; i < n; i++) t[i] = toupper((unsigned char)t[i]);
    for (i = 0; i < n; i += k)
      if ((k = write(c, t + i, n - i)) == -1) return;
  }
}

int main(int argc, char *argv[])
{
  int port, s, c;
  struct sockaddr_in a = { .sin_family = AF_INET };

  if (argc != 2 || (port = atoi(argv[1])) < 1 || port > 65535) {
    fprintf(stderr, "usage: server PORT\n");
    exit(1);
  }
  signal(SIGTERM, end);
  signal(SIGCHLD, SIG_IGN);
  signal(SIGPIPE, SIG_IGN);

  a.sin_port = htons(port);
  s = socket(AF_INET, SOCK_STREAM, 0);
  if (s == -1 || bind(s, (struct sockaddr *)&a, sizeof a) == -1) {
    perror("bind");
    exit(1);
  }
  if (listen(s, 10) == -1) {
    perror("listen");
    exit(1);
  }
  for (;;) {
    if ((c = accept(s, NULL, NULL)) == -1) continue;
    if (fork() == 0) {
      signal(SIGTERM, SIG_DFL);
      close(s);
      serve(c);
      exit(0);
    }
    close(c);
  }
}
