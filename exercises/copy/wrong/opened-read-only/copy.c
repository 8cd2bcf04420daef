// expect: fail topology.missing
// Forgets O_WRONLY: DEST is opened read-only and put on descriptor 1, so cat cannot write.
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int main(int argc, char *argv[]) {
    int fd;

    if (argc != 3) {
        fprintf(stderr, "Usage: %s SRC DEST\n", argv[0]);
        return 1;
    }
    fd = open(argv[2], O_CREAT | O_TRUNC, 0644);  // <topology.missing>
    if (fd == -1) {
        perror(argv[2]);
        return 1;
    }
    dup2(fd, 1);
    close(fd);
    execlp("cat", "cat", argv[1], NULL);
    perror("cat");
    return 1;
}
