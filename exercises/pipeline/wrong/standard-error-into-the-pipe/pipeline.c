// expect: fail output.mismatch
// Standard error of ps goes into the pipe as well, and with it the message that ps is not there.
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <sys/wait.h>
int main(int argc, char *argv[])
{
    int fd[2], status;
    pid_t p1, p2;
    if (argc != 2) {
        fprintf(stderr, "usage: %s pattern\n", argv[0]);
        exit(1);
    }
    if (pipe(fd) == -1) {
        perror("pipe");
        exit(1);
    }
    p1 = fork();
    if (p1 == 0) {
        dup2(fd[1], 1);
        dup2(fd[1], 2);
        close(fd[0]);
        close(fd[1]);
        execlp("ps", "ps", "-ef", NULL);
        perror("ps");  // <output.mismatch>
        exit(127);
    }
    p2 = fork();
    if (p2 == 0) {
        dup2(fd[0], 0);
        close(fd[0]);
        close(fd[1]);
        execlp("grep", "grep", argv[1], NULL);
        perror("grep");
        exit(127);
    }
    close(fd[0]);
    close(fd[1]);
    waitpid(p1, NULL, 0);
    waitpid(p2, &status, 0);
    return WEXITSTATUS(status);
}
