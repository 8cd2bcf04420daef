/* client.c

   Sends each of its arguments as a line to a server and prints the answers.

   An answer is what comes up to the next newline, in however many pieces it arrives. getline() on a stream over the
   connection puts the pieces together. That the connection ends before the newline is an error, not an answer.

   Usage: client HOST PORT TEXT...

      $ ./client 127.0.0.1 4000 'Hello, world' again
      HELLO, WORLD
      AGAIN

   See also: getaddrinfo(3), connect(2), send(2), fdopen(3), getline(3), tcp(7)
*/
#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void fail(const char* what) {
  fprintf(stderr, "client: %s: %s\n", what, strerror(errno));
  exit(EXIT_FAILURE);
}

/* getaddrinfo() takes larger numbers, too, and cuts them off. */
static int is_port(const char* text) {
  char* end;
  errno = 0;
  long port = strtol(text, &end, 10);
  return errno == 0 && end != text && *end == '\0' && port >= 1 && port <= 65535;
}

static int connect_to(const char* host, const char* port) {
  struct addrinfo wanted = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM};
  struct addrinfo* found;
  int error = getaddrinfo(host, port, &wanted, &found);
  if (error != 0) {
    fprintf(stderr, "client: %s: %s\n", host, gai_strerror(error));
    exit(EXIT_FAILURE);
  }
  int connection = -1;
  for (struct addrinfo* a = found; a != NULL; a = a->ai_next) {
    connection = socket(a->ai_family, a->ai_socktype, a->ai_protocol);
    if (connection == -1) {
      fail("socket");
    }
    if (connect(connection, a->ai_addr, a->ai_addrlen) == 0) {
      break;
    }
    int reason = errno;
    close(connection);
    connection = -1;
    errno = reason;
  }
  if (connection == -1) {
    fail("connect");
  }
  freeaddrinfo(found);
  return connection;
}

static void send_all(int connection, const char* bytes, size_t size, int flags) {
  while (size > 0) {
    ssize_t n =
        send(connection, bytes, size, flags | MSG_NOSIGNAL); /* an error, and no SIGPIPE, when the server is gone */
    if (n == -1) {
      fail("send");
    }
    bytes += n;
    size -= (size_t)n;
  }
}

int main(int argc, char* argv[]) {
  if (argc < 4) {
    fprintf(stderr, "Usage: %s HOST PORT TEXT...\n", argv[0]);
    exit(EXIT_FAILURE);
  }
  if (!is_port(argv[2])) {
    fprintf(stderr, "client: %s is not a port from 1 to 65535\n", argv[2]);
    exit(EXIT_FAILURE);
  }

  int connection = connect_to(argv[1], argv[2]);
  FILE* answers = fdopen(connection, "r"); /* for reading only: it is written to by send_all() */
  if (answers == NULL) {
    fail("fdopen");
  }

  char* line = NULL;
  size_t capacity = 0;
  for (int i = 3; i < argc; i++) {
    send_all(connection, argv[i], strlen(argv[i]), MSG_MORE); /* goes out together with the newline */
    send_all(connection, "\n", 1, 0);

    ssize_t length = getline(&line, &capacity, answers);
    if (length == -1 && ferror(answers)) {
      fail("receive");
    }
    if (length == -1 || line[length - 1] != '\n') {
      fprintf(stderr, "client: the server ended the connection before it had answered\n");
      exit(EXIT_FAILURE);
    }
    if (fwrite(line, 1, (size_t)length, stdout) != (size_t)length) {
      fail("standard output");
    }
  }
  free(line);
  fclose(answers);
  if (fflush(stdout) == EOF) {
    fail("standard output");
  }
  exit(EXIT_SUCCESS);
}
