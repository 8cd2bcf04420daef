#include "stage.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

pid_t start_stage(char *args[], int ends[2], int which) {
    pid_t pid = fork();
    if (pid == -1) perror("fork");
    if (pid != 0) return pid;

    close(which);
    if (fcntl(ends[which], F_DUPFD, which) == -1) {
        perror("fcntl");
        _exit(1);
    }
    close(ends[0]);
    close(ends[1]);
    execvp(args[0], args);
    perror(args[0]);
    _exit(127);
}
