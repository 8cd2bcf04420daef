// expect: pass
// The file is made by creat (because of the mode), then freopen puts it on descriptor 1.
#include <stdio.h>
#include <stdlib.h>
#include <fcntl.h>
#include <unistd.h>

int main(int argc, char *argv[])
{
    if (argc != 3)
    {
        fprintf(stderr, "USAGE: copy <source> <dest>\n");
        exit(1);
    }

    int fd = creat(argv[2], 0644);
    if (fd == -1)
    {
        perror("creat");
        exit(1);
    }
    close(fd);

    if (freopen(argv[2], "w", stdout) == NULL)
    {
        perror("freopen");
        exit(1);
    }

    execlp("cat", "cat", argv[1], NULL);
    perror("execlp");
    exit(1);
}
