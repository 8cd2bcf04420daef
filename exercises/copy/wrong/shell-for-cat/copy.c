// expect: fail proc.shell
// The redirection is done properly, but a shell is asked to start cat.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char *argv[]) {
  if (argc != 3) {
    fprintf(stderr, "Usage: copy SRC DEST\n");
    return 1;
  }
  int out = open(argv[2], O_WRONLY | O_CREAT | O_TRUNC, 0644);
  if (out < 0) {
    perror(argv[2]);
    return 1;
  }
  dup2(out, 1);
  close(out);

  char *cmd = malloc(strlen(argv[1]) + 16);
  sprintf(cmd, "exec cat \"%s\"", argv[1]);
  execl("/bin/sh", "sh", "-c", cmd, NULL);  // <proc.shell>
  perror("sh");
  return 1;
}
