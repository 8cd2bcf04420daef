// expect: fail topology.missing,hang.deadlock
// Two pipes: the parent reads what ps prints and writes it on to grep.
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char *argv[]) {
    int in[2], out[2];
    char buf[4096];
    ssize_t n;
    int status;

    if (argc != 2) {
        fprintf(stderr, "usage: %s PATTERN\n", argv[0]);
        exit(1);
    }
    if (pipe(in) == -1 || pipe(out) == -1) {
        perror("pipe");
        exit(1);
    }

    pid_t ps = fork();
    if (ps == 0) {
        dup2(in[1], 1);
        close(in[0]); close(in[1]);
        close(out[0]); close(out[1]);
        execlp("ps", "ps", "-ef", NULL);
        perror("ps");
        _exit(127);
    }
    close(in[1]);

    pid_t grep = fork();
    if (grep == 0) {
        dup2(out[0], 0);
        close(in[0]);
        close(out[0]); close(out[1]);
        execlp("grep", "grep", argv[1], NULL);
        perror("grep");
        _exit(127);
    }
    // the reading end stays open until all is written: no SIGPIPE when grep could not be started
    while ((n = read(in[0], buf, sizeof buf)) > 0)
        write(out[1], buf, n);
    close(in[0]);
    close(out[0]);
    close(out[1]);

    waitpid(ps, NULL, 0);
    waitpid(grep, &status, 0);
    return WEXITSTATUS(status);
}
