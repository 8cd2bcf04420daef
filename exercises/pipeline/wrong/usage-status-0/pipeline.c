// expect: fail exit.status
// exit(0) after the usage line.
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char *argv[])
{
  int fd[2], st;
  if (argc != 2) { printf("USAGE: pipeline pattern\n"); exit(0); }  // <exit.status>
  if (pipe(fd)) { perror("pipe"); exit(1); }
  pid_t p1 = fork();
  if (p1 == 0) { dup2(fd[1], 1); close(fd[0]); close(fd[1]); execlp("ps", "ps", "-ef", NULL); perror("ps"); exit(127); }
  pid_t p2 = fork();
  if (p2 == 0) { dup2(fd[0], 0); close(fd[0]); close(fd[1]); execlp("grep", "grep", argv[1], NULL); perror("grep"); exit(127); }
  close(fd[0]); close(fd[1]);
  waitpid(p1, NULL, 0);
  waitpid(p2, &st, 0);
  return WEXITSTATUS(st);
}
