// expect: fail sock.no-reuseaddr
// SO_REUSEADDR is missing: after a restart bind fails for a minute.
#include <ctype.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

static void finish(int s) { (void)s; _exit(0); }

static void *handle(void *v) {
  int c = (int)(long)v;
  unsigned char b[1024];
  ssize_t n;
  while ((n = recv(c, b, sizeof b, 0)) > 0) {
    for (ssize_t i = 0; i < n; i++) b[i] = (unsigned char)toupper(b[i]);
    for (ssize_t sent = 0, k; sent < n; sent += k)
      if ((k = send(c, b + sent, n - sent, MSG_NOSIGNAL)) <= 0) goto out;
  }
out:
  close(c);
  return NULL;
}

int main(int argc, char *argv[]) {
  int port = argc == 2 ? atoi(argv[1]) : 0;
  if (port < 1 || port > 65535) {
    fprintf(stderr, "Usage: server PORT\n");
    return 1;
  }
  signal(SIGTERM, finish);

  int s = socket(AF_INET, SOCK_STREAM, 0);
  if (s == -1) {
    perror("socket");
    return 1;
  }
  struct sockaddr_in me = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = INADDR_ANY};
  if (bind(s, (struct sockaddr *)&me, sizeof me) == -1) {  // <sock.no-reuseaddr>
    perror("bind");
    return 1;
  }
  if (listen(s, 10) == -1) {
    perror("listen");
    return 1;
  }
  while (1) {
    int c = accept(s, NULL, NULL);
    if (c == -1) continue;
    pthread_t t;
    if (pthread_create(&t, NULL, handle, (void *)(long)c) != 0) {
      close(c);
      continue;
    }
    pthread_detach(t);
  }
}
