// expect: fail race.schedule-dependent
// Takes for grep's the status of the child that ends last. Mostly that is grep.
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char *argv[])
{
    int fd[2];
    int status = 0;

    if (argc != 2) {
        fprintf(stderr, "Usage: %s PATTERN\n", argv[0]);
        return 1;
    }
    if (pipe(fd) == -1) {
        perror("pipe");
        return 1;
    }
    if (fork() == 0) {
        close(fd[0]);
        dup2(fd[1], 1);
        close(fd[1]);
        execlp("ps", "ps", "-ef", NULL);
        perror("ps");
        _exit(1);
    }
    if (fork() == 0) {
        close(fd[1]);
        dup2(fd[0], 0);
        close(fd[0]);
        execlp("grep", "grep", argv[1], NULL);
        perror("grep");
        _exit(1);
    }
    close(fd[0]);
    close(fd[1]);
    while (wait(&status) > 0) {
    }

    return WEXITSTATUS(status);
}
