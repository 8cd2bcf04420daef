// The text appears on the screen instead of in the file, and the file is empty.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char *argv[])
{
    int fd, status;
    pid_t pid;

    if (argc != 3) {
        printf("usage: copy SRC DEST\n");
        return 1;
    }

    fd = open(argv[2], O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (fd < 0) {
        perror("open");
        return 1;
    }

    pid = fork();
    if (pid < 0) {
        perror("fork");
        return 1;
    }
    if (pid == 0) {
        dup2(STDOUT_FILENO, fd);   // connect stdout with the file
        close(fd);
        execlp("cat", "cat", argv[1], NULL);
        perror("execlp");
        exit(1);
    }

    close(fd);
    waitpid(pid, &status, 0);
    return WEXITSTATUS(status);
}
