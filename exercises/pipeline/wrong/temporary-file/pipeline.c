// expect: fail topology.missing
// No pipe: ps writes a file, grep reads it afterwards.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define TMPFILE "/tmp/pipeline.tmp"

int main(int argc, char *argv[]) {
    int status, status2;

    if (argc != 2) {
        printf("Usage: pipeline PATTERN\n");
        exit(1);
    }

    if (fork() == 0) {
        int out = open(TMPFILE, O_WRONLY | O_CREAT | O_TRUNC, 0600);
        dup2(out, 1);
        close(out);
        execlp("ps", "ps", "-ef", NULL);
        perror("ps");
        exit(127);
    }
    wait(&status);

    if (fork() == 0) {
        int in = open(TMPFILE, O_RDONLY);
        dup2(in, 0);
        close(in);
        execlp("grep", "grep", argv[1], NULL);
        perror("grep");
        exit(127);
    }
    wait(&status2);
    unlink(TMPFILE);
    return WEXITSTATUS(status2);
}
