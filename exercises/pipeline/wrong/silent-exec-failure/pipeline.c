// expect: fail output.mismatch
// A command that cannot be executed is not reported: the child just exits.
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char *argv[]) {
  if (argc != 2) {
    fprintf(stderr, "usage: pipeline PATTERN\n");
    exit(1);
  }
  int p[2];
  if (pipe(p) < 0) {
    perror("pipe");
    exit(1);
  }
  pid_t left = fork();
  if (left == 0) {
    dup2(p[1], 1);
    close(p[0]);
    close(p[1]);
    execlp("ps", "ps", "-ef", NULL);
    exit(127);
  }
  pid_t right = fork();
  if (right == 0) {
    dup2(p[0], 0);
    close(p[0]);
    close(p[1]);
    execlp("grep", "grep", argv[1], NULL);
    exit(127);
  }
  close(p[0]);
  close(p[1]);
  int st = 0;
  waitpid(left, NULL, 0);
  waitpid(right, &st, 0);
  return WEXITSTATUS(st);
}
