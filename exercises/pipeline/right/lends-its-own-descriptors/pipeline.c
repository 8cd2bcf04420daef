// expect: pass
// Redirects itself before each fork, and takes its descriptors back after it.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static void lend(int target, int end, int *saved)
{
    *saved = fcntl(target, F_DUPFD_CLOEXEC, 10);
    if (*saved == -1 || dup2(end, target) == -1) {
        perror("pipeline");
        exit(1);
    }
    close(end);
}

static void take_back(int target, int saved)
{
    dup2(saved, target);
    close(saved);
}

static pid_t run(char **cmd)
{
    pid_t pid = fork();
    if (pid == 0) {
        execvp(cmd[0], cmd);
        perror(cmd[0]);
        _exit(127);
    }
    if (pid == -1)
        perror("fork");
    return pid;
}

int main(int argc, char *argv[])
{
    int fd[2], saved, st1 = 0, st2 = 0;
    if (argc != 2) {
        fprintf(stderr, "usage: %s PATTERN\n", argv[0]);
        return 1;
    }
    char *ps[] = {"ps", "-ef", NULL}, *grep[] = {"grep", argv[1], NULL};
    if (pipe(fd) == -1) {
        perror("pipe");
        return 1;
    }
    fcntl(fd[0], F_SETFD, FD_CLOEXEC);
    lend(1, fd[1], &saved);
    pid_t a = run(ps);
    take_back(1, saved);
    lend(0, fd[0], &saved);
    pid_t b = run(grep);
    take_back(0, saved);
    if (a > 0)
        waitpid(a, &st1, 0);
    if (b > 0)
        waitpid(b, &st2, 0);
    if (a < 0 || b < 0)
        return 1;
    if (WIFEXITED(st1) && WEXITSTATUS(st1) == 127)
        return 127;
    return WIFEXITED(st2) ? WEXITSTATUS(st2) : 128 + WTERMSIG(st2);
}
