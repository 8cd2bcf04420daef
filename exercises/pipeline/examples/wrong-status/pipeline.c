// The output is right in all my tests.
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <sys/wait.h>

#define READ 0
#define WRITE 1

int main(int argc, char **argv)
{
  int tube[2], i;

  if (argc != 2) {
    printf("usage: %s pattern\n", argv[0]);
    exit(1);
  }
  pipe(tube);

  if (fork() == 0) {
    close(tube[READ]);
    dup2(tube[WRITE], 1);
    close(tube[WRITE]);
    execlp("ps", "ps", "-ef", NULL);
    perror("ps");
    exit(1);
  }
  if (fork() == 0) {
    close(tube[WRITE]);
    dup2(tube[READ], 0);
    close(tube[READ]);
    execlp("grep", "grep", argv[1], NULL);
    perror("grep");
    exit(1);
  }
  close(tube[READ]);
  close(tube[WRITE]);
  for (i = 0; i < 2; i++)
    wait(NULL);
  return 0;
}
