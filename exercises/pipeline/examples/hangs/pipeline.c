// Lab 4: ps -ef | grep PATTERN
// Prints the right lines, but then the prompt does not come back and I have to press control-C.
#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char *argv[])
{
    int fd[2];
    pid_t ps, grep;
    int status;

    if (argc != 2) {
        fprintf(stderr, "Usage: %s PATTERN\n", argv[0]);
        return 1;
    }

    if (pipe(fd) == -1) {
        perror("pipe");
        return 1;
    }

    ps = fork();
    if (ps == -1) {
        perror("fork");
        return 1;
    }
    if (ps == 0) {
        /* first child: ps writes into the pipe */
        dup2(fd[1], STDOUT_FILENO);
        close(fd[0]);
        close(fd[1]);
        execlp("ps", "ps", "-ef", NULL);
        perror("ps");
        exit(1);
    }

    grep = fork();
    if (grep == -1) {
        perror("fork");
        return 1;
    }
    if (grep == 0) {
        /* second child: grep reads from the pipe */
        dup2(fd[0], STDIN_FILENO);
        close(fd[0]);
        close(fd[1]);
        execlp("grep", "grep", argv[1], NULL);
        perror("grep");
        exit(1);
    }
    close(fd[0]);
    /* parent: wait for both children */
    waitpid(ps, NULL, 0);
    waitpid(grep, &status, 0);
    close(fd[1]);

    return WEXITSTATUS(status);
}
