// expect: fail exit.status
// Waits for the child but does not look at how it ended.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char *argv[]) {
    if (argc != 3) {
        fprintf(stderr, "Usage: %s SRC DEST\n", argv[0]);
        return EXIT_FAILURE;
    }
    int fd = open(argv[2], O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (fd == -1) {
        perror("open");
        return EXIT_FAILURE;
    }

    pid_t pid = fork();
    if (pid == -1) {
        perror("fork");
        return EXIT_FAILURE;
    } else if (pid == 0) {
        dup2(fd, STDOUT_FILENO);
        close(fd);
        execlp("cat", "cat", argv[1], NULL);
        perror("execlp");
        exit(EXIT_FAILURE);
    } else {
        close(fd);
        wait(NULL);
    }
    return EXIT_SUCCESS;
}
