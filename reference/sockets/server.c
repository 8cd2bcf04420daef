/* server.c

   A TCP server that serves any number of clients at once, with one thread for each of them.

   TCP carries bytes, not lines: what a client sent as one line may arrive in several pieces, and several lines in one
   piece. To turn letters into upper case no line needs to be complete, so each piece is answered as it comes. (A server
   that had to look at whole lines would collect the pieces of each client until a newline is there.)

   SIGTERM is blocked in every thread and taken by the main thread with sigwait(), so that no handler runs and no call
   is interrupted. When the main thread returns, the process ends with all its threads and connections.

   Usage: server PORT

      $ ./server 4000 &
      $ ./client 127.0.0.1 4000 'Hello, world'
      $ kill %1

   See also: socket(7), ip(7), tcp(7), getaddrinfo(3), pthreads(7), sigwait(3)
*/
#include <ctype.h>
#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static _Noreturn void fail(const char* what) {
  fprintf(stderr, "server: %s: %s\n", what, strerror(errno));
  exit(EXIT_FAILURE);
}

static _Noreturn void fail_with(int error, const char* what) {
  errno = error; /* the pthread functions return their error */
  fail(what);
}

/* A decimal number from 1 to 65535, or 0. */
static uint16_t port_number(const char* text) {
  char* end;
  errno = 0;
  long port = strtol(text, &end, 10);
  return errno == 0 && end != text && *end == '\0' && port >= 1 && port <= 65535 ? (uint16_t)port : 0;
}

static int send_all(int connection, const char* bytes, size_t size) {
  while (size > 0) {
    ssize_t n = send(connection, bytes, size, MSG_NOSIGNAL); /* no SIGPIPE when the client is gone */
    if (n == -1) {
      return -1;
    }
    bytes += n;
    size -= (size_t)n;
  }
  return 0;
}

static void* serve(void* argument) {
  int connection = (int)(intptr_t)argument;
  char piece[4096];
  ssize_t n;
  while ((n = recv(connection, piece, sizeof piece, 0)) > 0) {
    for (ssize_t i = 0; i < n; i++) {
      piece[i] = (char)toupper((unsigned char)piece[i]);
    }
    if (send_all(connection, piece, (size_t)n) == -1) {
      break;
    }
  }
  close(connection); /* the client has ended, or is lost: there is nobody left to tell */
  return NULL;
}

static int listen_at(uint16_t port) {
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  if (listener == -1) {
    fail("socket");
  }
  int on = 1; /* connections of an earlier server may still linger on this port (TIME_WAIT) */
  if (setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == -1) {
    fail("setsockopt");
  }
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_ANY)};
  if (bind(listener, (struct sockaddr*)&address, sizeof address) == -1) {
    fail("bind");
  }
  if (listen(listener, SOMAXCONN) == -1) {
    fail("listen");
  }
  return listener;
}

static void* accept_clients(void* argument) {
  int listener = (int)(intptr_t)argument;
  for (;;) {
    int connection = accept(listener, NULL, NULL);
    if (connection == -1) {
      if (errno == ECONNABORTED) {
        continue; /* a client that left before it was its turn */
      }
      fail("accept");
    }
    pthread_t thread;
    int error = pthread_create(&thread, NULL, serve, (void*)(intptr_t)connection);
    if (error == 0) {
      error = pthread_detach(thread);
    } else {
      close(connection);
    }
    if (error != 0) {
      fail_with(error, "thread");
    }
  }
}

int main(int argc, char* argv[]) {
  if (argc != 2) {
    fprintf(stderr, "Usage: %s PORT\n", argv[0]);
    exit(EXIT_FAILURE);
  }
  uint16_t port = port_number(argv[1]);
  if (port == 0) {
    fprintf(stderr, "server: %s is not a port from 1 to 65535\n", argv[1]);
    exit(EXIT_FAILURE);
  }

  sigset_t termination;
  sigemptyset(&termination);
  sigaddset(&termination, SIGTERM);
  int error = pthread_sigmask(SIG_BLOCK, &termination, NULL); /* before any thread: each inherits it */
  if (error != 0) {
    fail_with(error, "pthread_sigmask");
  }

  int listener = listen_at(port);
  pthread_t acceptor;
  error = pthread_create(&acceptor, NULL, accept_clients, (void*)(intptr_t)listener);
  if (error != 0) {
    fail_with(error, "pthread_create");
  }

  int signal;
  error = sigwait(&termination, &signal);
  if (error != 0) {
    fail_with(error, "sigwait");
  }
  exit(EXIT_SUCCESS);
}
