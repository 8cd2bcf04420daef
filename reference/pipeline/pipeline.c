/* pipeline.c

   Two programs joined by a pipe, as a shell does for "ps -ef | grep PATTERN".

   The point is who holds which end. grep sees the end of its input only when nobody holds the pipe's writing end any
   more, so each of the three processes closes every end that it does not use: ps keeps the writing end as descriptor 1,
   grep the reading end as descriptor 0, the parent none. Both children run at the same time; the parent waits for them
   only after it has started both and closed its ends. The status of the pipeline is that of its last command, grep.

   A child that cannot execute its program says so and exits with status 127; the parent then does not report success.

   Usage: pipeline PATTERN

      $ ./pipeline bash; echo $?

   See also: pipe(2), pipe(7), dup2(2), execlp(3), waitpid(2)
*/
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

enum { STATUS_NOT_EXECUTED = 127 };

static void fail(const char* what) {
  fprintf(stderr, "pipeline: %s: %s\n", what, strerror(errno));
  exit(EXIT_FAILURE);
}

/* Starts argv[0] with `end` (one of the pipe's two ends) as its descriptor `target`. Returns the child's id. */
static pid_t start(char* const argv[], const int ends[2], int end, int target) {
  pid_t child = fork();
  if (child != 0) {
    return child; /* the parent: the child's id, or -1 */
  }
  if (dup2(end, target) == -1) {
    fail("dup2");
  }
  if (close(ends[0]) == -1 || close(ends[1]) == -1) {
    fail("close");
  }
  execvp(argv[0], argv);
  fprintf(stderr, "pipeline: %s: %s\n", argv[0], strerror(errno));
  _exit(STATUS_NOT_EXECUTED);
}

/* Waits for a child and returns its status as a shell would give it. */
static int status_of(pid_t child) {
  int status;
  while (waitpid(child, &status, 0) == -1) {
    if (errno != EINTR) {
      fail("waitpid");
    }
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int main(int argc, char* argv[]) {
  if (argc != 2) {
    fprintf(stderr, "Usage: %s PATTERN\n", argv[0]);
    exit(EXIT_FAILURE);
  }
  char* const ps[] = {"ps", "-ef", NULL};
  char* const grep[] = {"grep", argv[1], NULL};

  int ends[2]; /* ends[0] is read from, ends[1] is written to */
  if (pipe(ends) == -1) {
    fail("pipe");
  }

  pid_t ps_child = start(ps, ends, ends[1], STDOUT_FILENO);
  if (ps_child == -1) {
    fail("fork");
  }
  pid_t grep_child = start(grep, ends, ends[0], STDIN_FILENO);
  int fork_error = errno;

  if (close(ends[0]) == -1 || close(ends[1]) == -1) { /* with these open, grep would wait for ever */
    fail("close");
  }

  int ps_status = status_of(ps_child); /* first: when its reader could not be started, it ends by itself */
  if (grep_child == -1) {
    errno = fork_error;
    fail("fork");
  }
  int grep_status = status_of(grep_child);

  if (ps_status == STATUS_NOT_EXECUTED && grep_status == 0) {
    exit(EXIT_FAILURE);
  }
  exit(grep_status);
}
