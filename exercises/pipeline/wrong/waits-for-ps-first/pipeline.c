// expect: fail hang.deadlock
// Waits for ps before it starts grep: fine until the table no longer fits into the pipe.
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char *argv[]) {
  int p[2], status;

  if (argc != 2) {
    fprintf(stderr, "Usage: pipeline PATTERN\n");
    exit(EXIT_FAILURE);
  }
  if (pipe(p) == -1) {
    perror("pipe");
    exit(EXIT_FAILURE);
  }

  if (fork() == 0) {
    dup2(p[1], STDOUT_FILENO);
    close(p[0]);
    close(p[1]);
    execlp("ps", "ps", "-ef", NULL);
    perror("ps");
    exit(EXIT_FAILURE);
  }
  close(p[1]);
  wait(NULL);  // <hang.deadlock>

  if (fork() == 0) {
    dup2(p[0], STDIN_FILENO);
    close(p[0]);
    execlp("grep", "grep", argv[1], NULL);
    perror("grep");
    exit(EXIT_FAILURE);
  }
  close(p[0]);
  wait(&status);
  exit(WEXITSTATUS(status));
}
