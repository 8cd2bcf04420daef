// expect: fail hang.deadlock
// The parent never closes its ends of the pipe and waits: grep never sees the end of its input.
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char *argv[])
{
    int fd[2], status = 0;

    if (argc != 2) {
        fprintf(stderr, "Usage: %s PATTERN\n", argv[0]);
        exit(1);
    }
    if (pipe(fd) == -1) {
        perror("pipe");
        exit(1);
    }

    pid_t pid = fork();
    if (pid == 0) {
        close(fd[0]);
        dup2(fd[1], 1);
        close(fd[1]);
        execlp("ps", "ps", "-ef", NULL);
        perror("ps");
        exit(1);
    }
    pid_t pid2 = fork();
    if (pid2 == 0) {
        close(fd[1]);
        dup2(fd[0], 0);
        close(fd[0]);
        execlp("grep", "grep", argv[1], NULL);
        perror("grep");
        exit(1);
    }

    waitpid(pid, NULL, 0);
    waitpid(pid2, &status, 0);  // <hang.deadlock>
    return WEXITSTATUS(status);
}
