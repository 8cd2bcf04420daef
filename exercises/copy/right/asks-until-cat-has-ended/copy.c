// expect: pass
// Asks again and again whether the child has ended: not pretty, and right.
#include <sys/types.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void die(const char *what)
{
    fprintf(stderr, "copy: %s: %s\n", what, strerror(errno));
    exit(EXIT_FAILURE);
}

int main(int argc, char *argv[])
{
    pid_t pid;
    int status, fd;

    if (argc != 3) {
        fprintf(stderr, "Usage: %s SRC DEST\n", argv[0]);
        exit(EXIT_FAILURE);
    }
    fd = open(argv[2], O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (fd < 0)
        die(argv[2]);
    pid = fork();
    if (pid < 0)
        die("fork");
    if (pid == 0) {
        if (dup2(fd, STDOUT_FILENO) < 0)
            _exit(126);
        if (fd != STDOUT_FILENO)
            close(fd);
        char *args[] = { "cat", argv[1], NULL };
        execvp(args[0], args);
        perror("cat");
        _exit(127);
    }
    close(fd);
    while (waitpid(pid, &status, WNOHANG) == 0)
        ;
    if (WIFEXITED(status))
        return WEXITSTATUS(status);
    return 128 + WTERMSIG(status);
}
