// expect: fail proc.runaway-child
// When a command is not found its child goes on in the parent's code: it forks and waits as the parent does.
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char *argv[])
{
    int fd[2];
    int status = 0;
    pid_t ps, grep;

    if (argc != 2) {
        fprintf(stderr, "Usage: %s PATTERN\n", argv[0]);
        return 1;
    }
    if (pipe(fd) == -1) {
        perror("pipe");
        return 1;
    }

    ps = fork();
    if (ps == 0) {
        close(fd[0]);
        dup2(fd[1], 1);
        close(fd[1]);
        execlp("ps", "ps", "-ef", NULL);  // <proc.runaway-child>
        perror("ps");
    }

    grep = fork();
    if (grep == 0) {
        close(fd[1]);
        dup2(fd[0], 0);
        close(fd[0]);
        execlp("grep", "grep", argv[1], NULL);  // <proc.runaway-child>
        perror("grep");
    }

    close(fd[0]);
    close(fd[1]);
    waitpid(ps, NULL, 0);
    if (waitpid(grep, &status, 0) == -1)
        return 1;
    return WEXITSTATUS(status);
}
