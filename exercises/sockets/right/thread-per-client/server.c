// expect: pass
// One thread for each client, lines read with getline. SIGTERM: a handler that calls _exit.
#include <ctype.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

static void stop(int signo) {
  (void)signo;
  _exit(EXIT_SUCCESS);
}

static void *worker(void *p) {
  int fd = (int)(intptr_t)p;
  FILE *in = fdopen(fd, "r");
  FILE *out = fdopen(dup(fd), "w");
  char *line = NULL;
  size_t cap = 0;
  ssize_t len;

  while ((len = getline(&line, &cap, in)) > 0) {
    if (line[len - 1] != '\n') break;  // incomplete last line
    for (ssize_t i = 0; i < len; i++) line[i] = toupper((unsigned char)line[i]);
    if (fwrite(line, 1, len, out) != (size_t)len || fflush(out) == EOF) break;
  }
  free(line);
  fclose(out);
  fclose(in);
  return NULL;
}

int main(int argc, char *argv[]) {
  if (argc != 2) {
    fprintf(stderr, "Usage: server PORT\n");
    return EXIT_FAILURE;
  }
  int port = atoi(argv[1]);
  if (port <= 0 || port >= 65536) {
    fprintf(stderr, "server: bad port %s\n", argv[1]);
    return EXIT_FAILURE;
  }

  struct sigaction sa = {.sa_handler = stop};
  sigaction(SIGTERM, &sa, NULL);
  sa.sa_handler = SIG_IGN;
  sigaction(SIGPIPE, &sa, NULL);

  int lfd = socket(AF_INET, SOCK_STREAM, 0);
  if (lfd < 0) {
    perror("socket");
    return EXIT_FAILURE;
  }
  setsockopt(lfd, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int));
  struct sockaddr_in addr = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {htonl(INADDR_ANY)}};
  if (bind(lfd, (struct sockaddr *)&addr, sizeof addr) < 0 || listen(lfd, 128) < 0) {
    perror("bind/listen");
    return EXIT_FAILURE;
  }

  pthread_attr_t attr;
  pthread_attr_init(&attr);
  pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
  pthread_attr_setstacksize(&attr, 256 * 1024);
  while (1) {
    int cfd = accept(lfd, NULL, NULL);
    if (cfd < 0) {
      perror("accept");
      continue;
    }
    pthread_t tid;
    if (pthread_create(&tid, &attr, worker, (void *)(intptr_t)cfd) != 0) {
      fprintf(stderr, "no thread for a client\n");
      close(cfd);
    }
  }
}
