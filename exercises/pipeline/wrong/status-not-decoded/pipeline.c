// expect: fail exit.status
// Returns the value of waitpid's status as it is: of 256 the shell sees 0.
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char *argv[]) {
    int p[2], status;
    if (argc != 2) {
        fprintf(stderr, "Usage: pipeline PATTERN\n");
        return 1;
    }
    if (pipe(p) != 0) {
        perror("pipe");
        return 1;
    }
    pid_t ps = fork();
    if (!ps) {
        dup2(p[1], 1);
        close(p[0]);
        close(p[1]);
        execlp("ps", "ps", "-ef", NULL);
        perror("ps");
        _exit(1);
    }
    pid_t grep = fork();
    if (!grep) {
        dup2(p[0], 0);
        close(p[0]);
        close(p[1]);
        execlp("grep", "grep", argv[1], NULL);
        perror("grep");
        _exit(1);
    }
    close(p[0]);
    close(p[1]);
    waitpid(ps, &status, 0);
    waitpid(grep, &status, 0);
    return status;
}
