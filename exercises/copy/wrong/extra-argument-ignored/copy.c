// expect: fail topology.extra
// argc < 3 where argc != 3 was meant: a third argument is silently ignored.
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int main(int argc, char *argv[]) {
    if (argc < 3) {
        fprintf(stderr, "Usage: %s SRC DEST\n", argv[0]);
        return 1;
    }
    int fd = open(argv[2], O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (fd == -1) {
        perror(argv[2]);
        return 1;
    }
    dup2(fd, 1);
    close(fd);
    execlp("cat", "cat", argv[1], NULL);  // <topology.extra>
    perror("cat");
    return 1;
}
