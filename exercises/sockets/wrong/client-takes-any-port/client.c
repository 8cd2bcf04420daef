// expect: fail exit.status
// The port is not checked: 69536 is taken for 4000.
#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int argc, char *argv[])
{
    struct sockaddr_in addr;
    char *end;
    long port;
    int fd, i;

    if (argc < 4) {
        fprintf(stderr, "usage: %s HOST PORT TEXT...\n", argv[0]);
        exit(1);
    }
    port = strtol(argv[2], &end, 10);
    signal(SIGPIPE, SIG_IGN);
    memset(&addr, 0, sizeof addr);
    addr.sin_family = AF_INET;
    addr.sin_port = htons(port);
    if (inet_pton(AF_INET, argv[1], &addr.sin_addr) != 1) {
        fprintf(stderr, "%s: bad host\n", argv[0]);
        exit(1);
    }
    fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd == -1 || connect(fd, (struct sockaddr *)&addr, sizeof addr) == -1) {
        perror("connect");
        exit(1);
    }
    for (i = 3; i < argc; i++) {
        size_t len = strlen(argv[i]), sent;
        char *line = malloc(len + 2);
        ssize_t n;
        memcpy(line, argv[i], len);
        line[len++] = '\n';
        for (sent = 0; sent < len; sent += n) {
            n = write(fd, line + sent, len - sent);
            if (n == -1) {
                perror("write");
                exit(1);
            }
        }
        free(line);
        for (;;) {
            char buf[1024];
            n = read(fd, buf, sizeof buf);
            if (n <= 0) {
                fprintf(stderr, "%s: connection lost\n", argv[0]);
                exit(1);
            }
            fwrite(buf, 1, n, stdout);
            if (buf[n - 1] == '\n')
                break;
        }
    }
    close(fd);
    return 0;
}
