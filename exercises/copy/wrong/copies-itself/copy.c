// expect: fail topology.missing
// A copy program without cat: the usual loop of read and write.
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <errno.h>

#define BUF_SIZE 4096

int main(int argc, char *argv[])
{
    char buf[BUF_SIZE];
    ssize_t n;

    if (argc != 3) {
        fprintf(stderr, "Usage: %s <src> <dest>\n", argv[0]);
        return 1;
    }
    int dst = open(argv[2], O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (dst == -1) {
        fprintf(stderr, "copy: %s: %s\n", argv[2], strerror(errno));
        return 1;
    }
    int src = strcmp(argv[1], "-") ? open(argv[1], O_RDONLY) : 0;
    if (src == -1) {
        fprintf(stderr, "cat: %s: %s\n", argv[1], strerror(errno));
        return 1;
    }
    dup2(dst, STDOUT_FILENO);
    while ((n = read(src, buf, BUF_SIZE)) > 0)
        write(STDOUT_FILENO, buf, n);
    close(src);
    close(dst);
    return 0;
}
