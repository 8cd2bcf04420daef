// expect: pass
// The file is opened close-on-exec; dup3 in the child makes the copy that survives the exec.
#define _GNU_SOURCE
#include <err.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char *argv[]) {
  if (argc != 3) errx(64, "usage: copy SRC DEST");

  int out = open(argv[2], O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (out == -1) err(1, "cannot open %s", argv[2]);

  switch (fork()) {
    case -1:
      err(1, "fork");
    case 0:
      if (dup3(out, 1, 0) == -1) err(126, "dup3");
      execlp("cat", "cat", argv[1], NULL);
      err(127, "cat");
  }
  int st;
  if (wait(&st) == -1) err(1, "wait");
  if (WIFSIGNALED(st)) errx(1, "cat was killed by signal %d", WTERMSIG(st));
  return WEXITSTATUS(st);
}
