// expect: fail topology.missing,exit.status
// Forgets that the first argument of the new program is its name: cat gets no file and reads standard input.
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int main(int argc, char *argv[])
{
    if (argc != 3) {
        printf("Usage: copy SRC DEST\n");
        return 1;
    }
    int fd = open(argv[2], O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (fd == -1) {
        perror(argv[2]);
        return 1;
    }
    dup2(fd, 1);
    close(fd);
    execlp("cat", argv[1], NULL);
    perror("cat");
    return 1;
}
