// expect: fail topology.missing
// Copies SRC into an array of 64 bytes first: a longer name is cut.
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char *argv[])
{
    char src[64] = "";

    if (argc != 3) {
        fprintf(stderr, "Usage: copy SRC DEST\n");
        return 1;
    }
    strncpy(src, argv[1], sizeof(src) - 1);

    int fd = open(argv[2], O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (fd == -1) {
        perror(argv[2]);
        return 1;
    }
    dup2(fd, 1);
    close(fd);
    execlp("cat", "cat", src, NULL);
    perror("cat");
    return 1;
}
