// expect: fail proc.orphan,exit.status
// The parent itself becomes ps, the child grep: when ps has ended, grep still works, and the status is that of ps.
#include <stdio.h>
#include <unistd.h>

int main(int argc, char *argv[])
{
    int fd[2];

    if (argc != 2) {
        fprintf(stderr, "Usage: pipeline PATTERN\n");
        return 2;
    }
    if (pipe(fd) < 0) {
        perror("pipe");
        return 2;
    }
    switch (fork()) {  // <proc.orphan>
    case -1:
        perror("fork");
        return 2;
    case 0:
        dup2(fd[0], 0);
        close(fd[0]);
        close(fd[1]);
        execlp("grep", "grep", argv[1], NULL);
        perror("grep");
        return 2;
    default:
        dup2(fd[1], 1);
        close(fd[0]);
        close(fd[1]);
        execlp("ps", "ps", "-ef", NULL);
        perror("ps");
        return 2;
    }
}
