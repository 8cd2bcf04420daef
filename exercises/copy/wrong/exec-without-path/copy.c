// expect: fail proc.runaway-child
// execl needs a path: "cat" alone is not found. The child has no exit after it and goes on in the parent's code.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char *argv[])
{
    int status = 0;

    if (argc != 3) {
        fprintf(stderr, "Usage: copy SRC DEST\n");
        exit(1);
    }
    int fd = open(argv[2], O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (fd == -1) {
        perror(argv[2]);
        exit(1);
    }
    pid_t pid = fork();
    if (pid == 0) {
        dup2(fd, 1);
        close(fd);
        execl("cat", "cat", argv[1], NULL);  // <proc.runaway-child>
    }
    waitpid(pid, &status, 0);
    if (WIFEXITED(status))
        exit(WEXITSTATUS(status));
    exit(1);
}
