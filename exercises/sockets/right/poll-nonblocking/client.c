#include <err.h>
#include <netdb.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

int main(int argc, char *argv[]) {
  if (argc < 4) errx(1, "usage: client HOST PORT TEXT...");
  long port = strtol(argv[2], NULL, 10);
  if (port < 1 || port > 65535) errx(1, "%s: bad port", argv[2]);
  signal(SIGPIPE, SIG_IGN);

  struct addrinfo hints = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM}, *ai;
  int rc = getaddrinfo(argv[1], argv[2], &hints, &ai);
  if (rc) errx(1, "%s", gai_strerror(rc));
  int s = socket(ai->ai_family, ai->ai_socktype, 0);
  if (connect(s, ai->ai_addr, ai->ai_addrlen) < 0) err(1, "connect");
  freeaddrinfo(ai);

  size_t cap = 1 << 17, len;
  char *answer = malloc(cap);
  for (int i = 3; i < argc; i++) {
    struct iovec parts[2] = {{argv[i], strlen(argv[i])}, {"\n", 1}};
    while (parts[0].iov_len + parts[1].iov_len > 0) {
      ssize_t n = writev(s, parts, 2);
      if (n < 0) err(1, "writev");
      for (int k = 0; k < 2; k++) {
        size_t part = (size_t)n < parts[k].iov_len ? (size_t)n : parts[k].iov_len;
        parts[k].iov_base = (char *)parts[k].iov_base + part;
        parts[k].iov_len -= part;
        n -= (ssize_t)part;
      }
    }
    for (len = 0; len == 0 || answer[len - 1] != '\n';) {
      if (len == cap) errx(1, "answer too long");
      ssize_t n = read(s, answer + len, cap - len);
      if (n < 0) err(1, "read");
      if (n == 0) errx(1, "server closed the connection");
      len += (size_t)n;
    }
    if (fwrite(answer, 1, len, stdout) != len) err(1, "stdout");
  }
  free(answer);
  return 0;
}
