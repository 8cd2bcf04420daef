// One line at a time, its answer read byte by byte.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int send_all(int fd, const char *text, size_t length)
{
    while (length > 0) {
        ssize_t sent = send(fd, text, length, MSG_NOSIGNAL);
        if (sent < 0)
            return -1;
        text += sent;
        length -= (size_t)sent;
    }
    return 0;
}

int main(int argc, char **argv)
{
    struct sockaddr_in where = {.sin_family = AF_INET};
    int fd, number;
    char rest;

    if (argc < 4 || sscanf(argv[2], "%d%c", &number, &rest) != 1 || number < 1 || number > 65535 ||
        inet_pton(AF_INET, argv[1], &where.sin_addr) != 1) {
        fprintf(stderr, "usage: client ADDRESS PORT TEXT...\n");
        return 2;
    }
    where.sin_port = htons((in_port_t)number);
    fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd < 0 || connect(fd, (struct sockaddr *)&where, sizeof where) < 0) {
        perror("client");
        return 1;
    }
    for (int i = 3; i < argc; i++) {
        char c = 0;
        if (send_all(fd, argv[i], strlen(argv[i])) < 0 || send_all(fd, "\n", 1) < 0) {
            perror("client: send");
            return 1;
        }
        while (c != '\n') {
            if (read(fd, &c, 1) != 1) {
                fprintf(stderr, "client: the connection is lost\n");
                return 1;
            }
            putchar(c);
        }
    }
    return 0;
}
