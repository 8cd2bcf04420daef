// expect: pass fd.leaked-into-exec
// Everything is right but for one thing: the descriptor that open gave stays open in cat.
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
    if (fd < 0) {
        perror("open");
        exit(1);
    }
    if (dup2(fd, 1) < 0) {
        perror("dup2");
        exit(1);
    }
    execlp("cat", "cat", argv[1], NULL);  // <fd.leaked-into-exec>
    perror("exec");
    exit(1);
}
