// expect: fail topology.missing,exit.status,output.mismatch
// Runs ps, but looks for the text itself with strstr instead of starting grep.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char *argv[])
{
    int fd[2], found = 0, st;
    char line[4096];

    if (argc != 2) {
        fprintf(stderr, "Usage: %s PATTERN\n", argv[0]);
        return 2;
    }
    if (pipe(fd) == -1) {
        perror("pipe");
        return 2;
    }
    pid_t pid = fork();
    if (pid == 0) {
        close(fd[0]);
        dup2(fd[1], 1);
        close(fd[1]);
        execlp("ps", "ps", "-ef", NULL);
        perror("ps");
        exit(127);
    }
    close(fd[1]);
    FILE *in = fdopen(fd[0], "r");
    while (fgets(line, sizeof(line), in) != NULL)
        if (strstr(line, argv[1]) != NULL) {
            found = 1;
            fputs(line, stdout);
        }
    fclose(in);
    waitpid(pid, &st, 0);
    return found ? 0 : 1;
}
