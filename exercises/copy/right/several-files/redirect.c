#include "copy.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int redirect_stdout(const char *path) {
  int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
  if (fd == -1) {
    perror(path);
    return -1;
  }
  if (dup2(fd, STDOUT_FILENO) == -1) {
    perror("dup2");
    close(fd);
    return -1;
  }
  close(fd);
  return 0;
}
