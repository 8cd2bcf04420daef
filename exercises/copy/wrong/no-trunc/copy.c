// expect: fail output.mismatch
// O_TRUNC is missing: the rest of an older, longer DEST stays.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int main(int argc, char *argv[]) {
    if (argc != 3) {
        fprintf(stderr, "Usage: %s source destination\n", argv[0]);
        return 1;
    }
    int fd = open(argv[2], O_WRONLY | O_CREAT, 0644);  // <output.mismatch>
    if (fd == -1) {
        perror("open");
        return 1;
    }
    dup2(fd, STDOUT_FILENO);
    close(fd);
    execlp("cat", "cat", argv[1], NULL);
    perror("execlp");
    return 1;
}
