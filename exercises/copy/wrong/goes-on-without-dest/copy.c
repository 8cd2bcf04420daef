// expect: fail topology.extra
// Complains that DEST cannot be opened and then runs cat all the same: the text goes to the terminal.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int main(int argc, char *argv[]) {
    if (argc != 3) {
        fprintf(stderr, "Usage: %s SRC DEST\n", argv[0]);
        exit(1);
    }
    int fd = open(argv[2], O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (fd == -1)
        perror("open");
    else {
        dup2(fd, 1);
        close(fd);
    }
    execlp("cat", "cat", argv[1], NULL);  // <topology.extra>
    perror("execlp");
    exit(1);
}
