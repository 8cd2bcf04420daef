// expect: fail exit.status
// Says how the program is used, and reports success.
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int main(int argc, char *argv[])
{
    if (argc != 3) {
        printf("Usage: %s SRC DEST\n", argv[0]);
        return 0;
    }
    int fd = open(argv[2], O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (fd == -1) {
        perror(argv[2]);
        return 1;
    }
    if (dup2(fd, 1) == -1) {
        perror("dup2");
        return 1;
    }
    close(fd);
    execlp("cat", "cat", argv[1], NULL);
    perror("cat");
    return 1;
}
