// expect: fail stream.eof-ignored
// The end of the connection is taken for the end of an answer: no message, status 0.
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void read_answer(int fd)
{
    char c;

    while (recv(fd, &c, 1, 0) > 0) {  // <stream.eof-ignored>
        if (c == '\n')
            break;
        putchar(c);
    }
    putchar('\n');
}

int main(int argc, char *argv[])
{
    struct sockaddr_in addr = { .sin_family = AF_INET };
    int i, fd;

    if (argc < 4) {
        fprintf(stderr, "Usage: client HOST PORT TEXT...\n");
        return 1;
    }
    if (atoi(argv[2]) < 1 || atoi(argv[2]) > 65535) {
        fprintf(stderr, "client: port?\n");
        return 1;
    }
    addr.sin_port = htons(atoi(argv[2]));
    inet_pton(AF_INET, argv[1], &addr.sin_addr);

    fd = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(fd, (struct sockaddr *)&addr, sizeof addr)) {
        perror("connect");
        return 1;
    }
    for (i = 3; i < argc; i++) {
        dprintf(fd, "%s\n", argv[i]);
        read_answer(fd);
    }
    close(fd);
    return 0;
}
