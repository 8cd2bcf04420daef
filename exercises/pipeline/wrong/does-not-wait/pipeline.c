// expect: fail proc.orphan,exit.status
// Starts both commands and ends: the prompt is back while they still run.
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int main(int argc, char *argv[]) {
    int fd[2];

    if (argc != 2) {
        fprintf(stderr, "Usage: %s PATTERN\n", argv[0]);
        return 1;
    }
    if (pipe(fd) == -1) {
        perror("pipe");
        return 1;
    }
    if (fork() == 0) {  // <proc.orphan>
        dup2(fd[1], 1);
        close(fd[0]);
        close(fd[1]);
        execlp("ps", "ps", "-ef", NULL);
        perror("ps");
        return 1;
    }
    if (fork() == 0) {  // <proc.orphan>
        dup2(fd[0], 0);
        close(fd[0]);
        close(fd[1]);
        execlp("grep", "grep", argv[1], NULL);
        perror("grep");
        return 1;
    }
    return 0;
}
