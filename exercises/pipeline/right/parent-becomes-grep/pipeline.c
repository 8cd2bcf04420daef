// expect: pass
// One fork: the child becomes ps, the parent itself becomes grep, whose status is so the pipeline's.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char *argv[]) {
    int fd[2];

    if (argc != 2) {
        fprintf(stderr, "Usage: %s PATTERN\n", argv[0]);
        return 1;
    }
    if (pipe(fd) < 0) {
        perror("pipe");
        return 1;
    }

    pid_t child = fork();
    if (child < 0) {
        perror("fork");
        return 1;
    }
    if (child == 0) {
        dup2(fd[1], 1);
        close(fd[0]);
        close(fd[1]);
        execlp("ps", "ps", "-ef", NULL);
        perror("ps");
        _exit(127);
    }

    dup2(fd[0], 0);
    close(fd[0]);
    close(fd[1]);
    execlp("grep", "grep", argv[1], NULL);

    // still here: let ps run into the closed pipe before we go
    fprintf(stderr, "grep: %s\n", strerror(errno));
    close(0);
    waitpid(child, NULL, 0);
    return 127;
}
