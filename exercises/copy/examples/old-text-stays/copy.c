// Copies a file with cat. Works every time I try it with a new file!
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int main(int argc, char *argv[]) {
    if (argc != 3) {
        fprintf(stderr, "Usage: %s source destination\n", argv[0]);
        exit(EXIT_FAILURE);
    }

    int fd = open(argv[2], O_WRONLY | O_CREAT, 0644);
    if (fd == -1) {
        perror(argv[2]);
        exit(EXIT_FAILURE);
    }

    if (dup2(fd, STDOUT_FILENO) == -1) {
        perror("dup2");
        exit(EXIT_FAILURE);
    }
    close(fd);

    execlp("cat", "cat", argv[1], NULL);
    perror("cat");
    exit(EXIT_FAILURE);
}
