#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* one character at a time is slow but simple */
static int copy_line(int s)
{
    char c;
    do {
        if (recv(s, &c, 1, 0) != 1)
            return -1;
        putchar(c);
    } while (c != '\n');
    return 0;
}

int main(int argc, char *argv[])
{
    if (argc < 4) {
        fprintf(stderr, "usage: %s HOST PORT TEXT...\n", argv[0]);
        return 1;
    }
    char *end;
    long port = strtol(argv[2], &end, 10);
    if (*end != '\0' || port < 1 || port > 65535) {
        fprintf(stderr, "%s: not a port: %s\n", argv[0], argv[2]);
        return 1;
    }
    struct sockaddr_in a;
    memset(&a, 0, sizeof a);
    a.sin_family = AF_INET;
    a.sin_port = htons((unsigned short)port);
    a.sin_addr.s_addr = inet_addr(argv[1]);
    int s = socket(PF_INET, SOCK_STREAM, 0);
    if (connect(s, (struct sockaddr *)&a, sizeof a) < 0) {
        perror("connect");
        return 1;
    }
    for (int i = 3; i < argc; i++) {
        size_t len = strlen(argv[i]);
        char *line = malloc(len + 1);
        memcpy(line, argv[i], len);
        line[len++] = '\n';
        size_t sent = 0;
        while (sent < len) {
            ssize_t k = send(s, line + sent, len - sent, MSG_NOSIGNAL);
            if (k < 0) {
                perror("send");
                return 1;
            }
            sent += k;
        }
        free(line);
        if (copy_line(s) < 0) {
            fprintf(stderr, "the server does not answer any more\n");
            return 1;
        }
    }
    close(s);
    return 0;
}
