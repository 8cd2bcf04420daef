// expect: fail output.mismatch
// Prints the error message on standard output.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char *argv[]) {
  if (argc != 3) {
    printf("usage: %s SRC DEST\n", argv[0]);
    return 1;
  }
  int fd = open(argv[2], O_WRONLY | O_CREAT | O_TRUNC, 0644);
  if (fd == -1) {
    printf("Error: can't open %s (%s)\n", argv[2], strerror(errno));
    return 1;
  }
  dup2(fd, 1);
  close(fd);
  execlp("cat", "cat", argv[1], NULL);
  perror("cat");
  return 1;
}
