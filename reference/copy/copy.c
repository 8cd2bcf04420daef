/* copy.c

   Redirecting standard output: a program that only knows how to write to descriptor 1 (cat) is made to write a file.

   The file is opened, put on descriptor 1 with dup2(), and the descriptor that open() gave is closed, so that cat
   starts with descriptors 0, 1 and 2 and no other. Then cat takes this process's place: its messages and its exit
   status are ours without any further work.

   Usage: copy SRC DEST

      $ ./copy /etc/passwd /tmp/passwd; cmp /etc/passwd /tmp/passwd

   See also: open(2), dup2(2), execlp(3)
*/
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char* argv[]) {
  if (argc != 3) {
    fprintf(stderr, "Usage: %s SRC DEST\n", argv[0]);
    exit(EXIT_FAILURE);
  }
  const char* src = argv[1];
  const char* dest = argv[2];

  int fd = open(dest, O_WRONLY | O_CREAT | O_TRUNC, S_IRUSR | S_IWUSR | S_IRGRP | S_IROTH);
  if (fd == -1) {
    fprintf(stderr, "copy: %s: %s\n", dest, strerror(errno));
    exit(EXIT_FAILURE);
  }

  if (fd != STDOUT_FILENO) { /* it is 1 when the caller gave us no standard output */
    if (dup2(fd, STDOUT_FILENO) == -1) {
      perror("copy: dup2");
      exit(EXIT_FAILURE);
    }
    if (close(fd) == -1) {
      perror("copy: close");
      exit(EXIT_FAILURE);
    }
  }

  execlp("cat", "cat", src, (char*)NULL);

  perror("copy: cat"); /* execlp() returns only when it failed */
  exit(EXIT_FAILURE);
}
