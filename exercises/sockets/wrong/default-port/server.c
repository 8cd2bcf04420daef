// expect: fail hang.deadlock
// Without an argument it uses a port of its own choice instead of saying how it is used.
#include <ctype.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#define DEFAULT_PORT 8080

static void die(const char *m) { perror(m); exit(1); }
static void stop(int s) { (void)s; _exit(0); }

static void *conn(void *a)
{
  int c = (int)(long)a, n, i;
  char b[4000];
  while ((n = recv(c, b, sizeof b, 0)) > 0) {
    for (i = 0; i < n; i++) b[i] = toupper((unsigned char)b[i]);
    if (send(c, b, n, MSG_NOSIGNAL) != n) break;
  }
  close(c);
  return 0;
}

int main(int argc, char *argv[])
{
  long port = DEFAULT_PORT;
  int s, c, on = 1;
  pthread_t t;
  struct sockaddr_in sa = {0};

  if (argc > 2) { fprintf(stderr, "Usage: server [PORT]\n"); exit(1); }
  if (argc == 2) {
    port = strtol(argv[1], NULL, 10);
    if (port < 1 || port > 65535) { fprintf(stderr, "bad port\n"); exit(1); }
  }
  signal(SIGTERM, stop);
  if ((s = socket(AF_INET, SOCK_STREAM, 0)) < 0) die("socket");
  if (setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0) die("setsockopt");
  sa.sin_family = AF_INET;
  sa.sin_port = htons(port);
  if (bind(s, (struct sockaddr *)&sa, sizeof sa) < 0) die("bind");
  if (listen(s, 10) < 0) die("listen");
  for (;;) {
    if ((c = accept(s, NULL, NULL)) < 0) continue;  // <hang.deadlock>
    if (pthread_create(&t, NULL, conn, (void *)(long)c)) close(c);
    else pthread_detach(t);
  }
}
