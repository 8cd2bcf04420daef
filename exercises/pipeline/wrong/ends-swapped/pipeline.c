// expect: fail topology.missing
// Takes fd[0] for the writing end: ps writes to the reading end, grep reads from the writing end.
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char *argv[])
{
    int fd[2], s;

    if (argc != 2) {
        fprintf(stderr, "Usage: pipeline PATTERN\n");
        exit(1);
    }
    if (pipe(fd) == -1) {
        perror("pipe");
        exit(1);
    }
    pid_t a = fork();
    if (a == 0) {
        dup2(fd[0], 1);
        close(fd[0]);
        close(fd[1]);
        execlp("ps", "ps", "-ef", NULL);
        perror("ps");
        exit(1);
    }
    pid_t b = fork();
    if (b == 0) {
        dup2(fd[1], 0);
        close(fd[0]);
        close(fd[1]);
        execlp("grep", "grep", argv[1], NULL);
        perror("grep");
        exit(1);
    }
    close(fd[0]);
    close(fd[1]);
    waitpid(a, &s, 0);
    waitpid(b, &s, 0);
    exit(WEXITSTATUS(s));
}
