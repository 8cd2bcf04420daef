// expect: fail exit.status
// The statuses of both children are thrown away.
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char *argv[]) {
    if (argc != 2) {
        printf("Usage: %s PATTERN\n", argv[0]);
        return -1;
    }
    int fds[2];
    if (pipe(fds) == -1) {
        perror("pipe");
        return -1;
    }
    if (fork() == 0) {
        dup2(fds[1], STDOUT_FILENO);
        close(fds[0]);
        close(fds[1]);
        execlp("ps", "ps", "-ef", NULL);
        perror("ps");
        exit(1);
    }
    if (fork() == 0) {
        dup2(fds[0], STDIN_FILENO);
        close(fds[0]);
        close(fds[1]);
        execlp("grep", "grep", argv[1], NULL);
        perror("grep");
        exit(1);
    }
    close(fds[0]);
    close(fds[1]);
    wait(NULL);
    wait(NULL);
    return 0;
}
