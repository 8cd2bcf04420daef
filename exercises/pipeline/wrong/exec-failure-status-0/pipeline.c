// expect: fail exit.status
// The child reports that grep cannot be executed, and then exits with status 0.
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char *argv[])
{
    int p[2], status;
    pid_t pid_ps, pid_grep;

    if (argc != 2) {
        fprintf(stderr, "Usage: %s PATTERN\n", argv[0]);
        return 1;
    }
    if (pipe(p) < 0) {
        perror("pipe");
        return 1;
    }
    if ((pid_ps = fork()) == 0) {
        dup2(p[1], 1);
        close(p[0]);
        close(p[1]);
        execlp("ps", "ps", "-ef", NULL);
        perror("ps");
        exit(0);
    }
    if ((pid_grep = fork()) == 0) {
        dup2(p[0], 0);
        close(p[0]);
        close(p[1]);
        execlp("grep", "grep", argv[1], NULL);
        perror("grep");
        exit(0);  // the parent passes it on
    }
    close(p[0]);
    close(p[1]);
    waitpid(pid_ps, NULL, 0);
    waitpid(pid_grep, &status, 0);
    return WEXITSTATUS(status);
}
