// expect: pass fd.leaked-into-exec
// Works, but grep starts with the reading end twice: as descriptor 0 and under its old number.
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char *argv[]) {
    if (argc != 2) {
        fprintf(stderr, "Usage: ./pipeline PATTERN\n");
        exit(1);
    }

    int p[2];
    if (pipe(p) == -1) {
        perror("pipe");
        exit(1);
    }

    pid_t a = fork();
    if (a == 0) {
        close(p[0]);
        dup2(p[1], 1);
        close(p[1]);
        execlp("ps", "ps", "-ef", NULL);
        perror("ps");
        exit(1);
    }
    close(p[1]);

    pid_t b = fork();
    if (b == 0) {
        dup2(p[0], 0);
        execlp("grep", "grep", argv[1], NULL);  // <fd.leaked-into-exec>
        perror("grep");
        exit(127);
    }
    close(p[0]);

    int status;
    waitpid(a, NULL, 0);
    waitpid(b, &status, 0);
    exit(WEXITSTATUS(status));
}
