// expect: pass
// One process, poll, non-blocking sockets; what cannot be sent at once is kept. A pipe that the handler writes to wakes poll.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

typedef struct {
  char *data;
  size_t len, cap;
} Pending;

static struct pollfd *fds;
static Pending *pending;
static size_t count, room;
static int wake[2];

static void on_sigterm(int sig) {
  char b = (char)sig;
  if (write(wake[1], &b, 1) != 1) _exit(0);
}

static void add(int fd) {
  if (count == room) {
    room = room * 2 + 8;
    fds = realloc(fds, room * sizeof *fds);
    pending = realloc(pending, room * sizeof *pending);
    if (!fds || !pending) abort();
  }
  fds[count] = (struct pollfd){.fd = fd, .events = POLLIN};
  pending[count++] = (Pending){0};
}

static void removeAt(size_t i) {
  close(fds[i].fd);
  free(pending[i].data);
  fds[i] = fds[--count];
  pending[i] = pending[count];
}

static void append(Pending *p, const char *s, size_t n) {
  if (p->len + n > p->cap) {
    p->cap = 2 * (p->len + n);
    p->data = realloc(p->data, p->cap);
    if (!p->data) abort();
  }
  memcpy(p->data + p->len, s, n);
  p->len += n;
}

// false: the client is gone
static bool flush(size_t i) {
  Pending *p = &pending[i];
  while (p->len > 0) {
    ssize_t n = write(fds[i].fd, p->data, p->len);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno == EAGAIN) break;
    if (n < 0) return false;
    memmove(p->data, p->data + n, p->len -= (size_t)n);
  }
  fds[i].events = p->len > 0 ? POLLOUT : POLLIN;  // no more input before the answers are out
  return true;
}

static bool input(size_t i) {
  char buf[4096];
  ssize_t n = read(fds[i].fd, buf, sizeof buf);
  if (n < 0) return errno == EINTR || errno == EAGAIN;
  if (n == 0) return false;
  for (ssize_t k = 0; k < n; k++)
    if (buf[k] >= 'a' && buf[k] <= 'z') buf[k] = (char)(buf[k] - 'a' + 'A');
  append(&pending[i], buf, (size_t)n);
  return flush(i);
}

static int listener(const char *port) {
  struct addrinfo hints = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE}, *list;
  char *end;
  unsigned long number = strtoul(port, &end, 10);
  if (number < 1 || number > 65535 || *end) {
    fprintf(stderr, "server: port %s: out of range\n", port);
    exit(1);
  }
  int rc = getaddrinfo(NULL, port, &hints, &list);
  if (rc) {
    fprintf(stderr, "server: %s: %s\n", port, gai_strerror(rc));
    exit(1);
  }
  int s = socket(list->ai_family, list->ai_socktype | SOCK_NONBLOCK, list->ai_protocol);
  setsockopt(s, SOL_SOCKET, SO_REUSEADDR, (int[]){1}, sizeof(int));
  if (s < 0 || bind(s, list->ai_addr, list->ai_addrlen) < 0 || listen(s, SOMAXCONN) < 0) {
    perror("server");
    exit(1);
  }
  freeaddrinfo(list);
  return s;
}

int main(int argc, char *argv[]) {
  if (argc != 2) {
    fprintf(stderr, "Usage: server PORT\n");
    return 1;
  }
  if (pipe2(wake, O_CLOEXEC) < 0) {
    perror("pipe2");
    return 1;
  }
  signal(SIGPIPE, SIG_IGN);
  add(listener(argv[1]));
  add(wake[0]);
  signal(SIGTERM, on_sigterm);

  for (;;) {
    if (poll(fds, count, -1) < 0) {
      if (errno == EINTR) continue;
      perror("poll");
      return 1;
    }
    if (fds[1].revents) break;
    for (size_t i = count; i-- > 2;) {
      bool alive = true;
      if (fds[i].revents & POLLOUT)
        alive = flush(i);
      else if (fds[i].revents & POLLIN)
        alive = input(i);
      else if (fds[i].revents)
        alive = false;
      if (!alive) removeAt(i);
    }
    if (fds[0].revents) {
      int c = accept4(fds[0].fd, NULL, NULL, SOCK_NONBLOCK);
      if (c >= 0) add(c);
    }
  }
  while (count > 0) removeAt(count - 1);
  free(fds);
  free(pending);
  return 0;
}
