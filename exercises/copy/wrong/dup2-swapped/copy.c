// expect: fail topology.missing
// The arguments of dup2 are the wrong way round: the file's descriptor now leads to the old standard output.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int main(int argc, char **argv) {
    if (argc != 3) {
        fprintf(stderr, "usage: copy SRC DEST\n");
        exit(EXIT_FAILURE);
    }
    int fd = open(argv[2], O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (fd < 0) {
        perror("open");
        exit(EXIT_FAILURE);
    }
    dup2(1, fd);
    close(fd);
    execlp("cat", "cat", argv[1], (char *)NULL);
    perror("execlp");
    exit(EXIT_FAILURE);
}
