// expect: fail output.mismatch
// Creates DEST with mode 0666, as the shell does.
#include <stdio.h>
#include <fcntl.h>
#include <unistd.h>
#include <sys/wait.h>

int main(int argc, char **argv)
{
  int f, s;
  if (argc != 3) { fprintf(stderr, "usage: copy src dest\n"); return 1; }
  f = creat(argv[2], 0666);  // <output.mismatch>
  if (f < 0) { perror(argv[2]); return 1; }
  if (fork() == 0) {
    dup2(f, 1);
    close(f);
    execlp("cat", "cat", argv[1], NULL);
    perror("cat");
    _exit(1);
  }
  close(f);
  wait(&s);
  return WEXITSTATUS(s);
}
