// expect: fail exit.status
// Builds a command line and cuts it at blanks: a PATTERN with blanks becomes several arguments.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAX_ARGS 64

static char **split(char *line)
{
    static char *args[MAX_ARGS];
    int n = 0;
    for (char *t = strtok(line, " "); t != NULL && n < MAX_ARGS - 1; t = strtok(NULL, " "))
        args[n++] = t;
    args[n] = NULL;
    return args;
}

static void run(char *line)
{
    char **args = split(line);
    execvp(args[0], args);
    perror(args[0]);
    exit(127);
}

int main(int argc, char *argv[])
{
    int fd[2], status;
    char left[] = "ps -ef";
    char right[1024];

    if (argc != 2) {
        fprintf(stderr, "Usage: %s PATTERN\n", argv[0]);
        exit(1);
    }
    snprintf(right, sizeof right, "grep %s", argv[1]);
    if (pipe(fd) == -1) {
        perror("pipe");
        exit(1);
    }
    pid_t a = fork();
    if (a == 0) {
        dup2(fd[1], 1);
        close(fd[0]);
        close(fd[1]);
        run(left);
    }
    pid_t b = fork();
    if (b == 0) {
        dup2(fd[0], 0);
        close(fd[0]);
        close(fd[1]);
        run(right);
    }
    close(fd[0]);
    close(fd[1]);
    waitpid(a, NULL, 0);
    waitpid(b, &status, 0);
    return WEXITSTATUS(status);
}
