// expect: fail memory.error
// Copies the pattern into an array that is a little too short for some.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/types.h>
#include <sys/wait.h>

int main(int argc, char *argv[])
{
    int pipefd[2];
    pid_t pid1, pid2;
    int status1, status2;
    char pattern[32];

    if (argc != 2)
    {
        fprintf(stderr, "Usage: %s PATTERN\n", argv[0]);
        return EXIT_FAILURE;
    }

    strcpy(pattern, argv[1]); // <memory.error>

    if (pipe(pipefd) == -1)
    {
        perror("pipe");
        return EXIT_FAILURE;
    }

    if ((pid1 = fork()) == -1)
    {
        perror("fork");
        return EXIT_FAILURE;
    }
    if (pid1 == 0)
    {
        close(pipefd[0]);
        dup2(pipefd[1], STDOUT_FILENO);
        close(pipefd[1]);
        execlp("ps", "ps", "-ef", NULL);
        perror("execlp ps");
        exit(EXIT_FAILURE);
    }

    if ((pid2 = fork()) == -1)
    {
        perror("fork");
        return EXIT_FAILURE;
    }
    if (pid2 == 0)
    {
        close(pipefd[1]);
        dup2(pipefd[0], STDIN_FILENO);
        close(pipefd[0]);
        execlp("grep", "grep", pattern, NULL);
        perror("execlp grep");
        exit(127);
    }

    close(pipefd[0]);
    close(pipefd[1]);
    waitpid(pid1, &status1, 0);
    waitpid(pid2, &status2, 0);

    return WEXITSTATUS(status2);
}
