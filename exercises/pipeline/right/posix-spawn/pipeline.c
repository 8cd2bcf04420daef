// expect: pass
// posix_spawnp, with a pipe that is close-on-exec.
#define _GNU_SOURCE
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static int spawn_with(pid_t *pid, int from, int to, char *args[]) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, from, to);
  int error = posix_spawnp(pid, args[0], &actions, NULL, args, environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) fprintf(stderr, "pipeline: cannot run %s: %s\n", args[0], strerror(error));
  return error;
}

int main(int argc, char *argv[]) {
  if (argc != 2) {
    fprintf(stderr, "Usage: pipeline PATTERN\n");
    return 2;
  }

  int p[2];
  if (pipe2(p, O_CLOEXEC) != 0) {
    perror("pipe2");
    return 2;
  }

  pid_t ps = -1, grep = -1;
  int ps_error = spawn_with(&ps, p[1], 1, (char *[]){"ps", "-ef", NULL});
  int grep_error = spawn_with(&grep, p[0], 0, (char *[]){"grep", argv[1], NULL});
  close(p[0]);
  close(p[1]);

  int status = 0;
  if (ps_error == 0) waitpid(ps, &status, 0);
  if (grep_error == 0) waitpid(grep, &status, 0);
  if (ps_error || grep_error) return 127;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
