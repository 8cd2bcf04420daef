#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <unistd.h>

/* Sends everything as fast as it goes and prints what comes back meanwhile. */
int main(int argc, char *argv[])
{
    if (argc < 4) {
        fprintf(stderr, "Usage: %s HOST PORT TEXT...\n", argv[0]);
        exit(1);
    }
    int port = atoi(argv[2]);
    struct sockaddr_in sin = {.sin_family = AF_INET, .sin_port = htons(port)};
    if (port < 1 || port > 65535 || inet_aton(argv[1], &sin.sin_addr) == 0) {
        fprintf(stderr, "%s: bad address\n", argv[0]);
        exit(1);
    }
    int s = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(s, (struct sockaddr *)&sin, sizeof(sin)) == -1) {
        perror("connect");
        exit(1);
    }

    size_t total = 0, sent = 0;
    int missing = argc - 3;
    for (int i = 3; i < argc; i++)
        total += strlen(argv[i]) + 1;
    char *out = malloc(total + 1);
    out[0] = '\0';
    char *p = out;
    for (int i = 3; i < argc; i++)
        p += sprintf(p, "%s\n", argv[i]);

    while (missing > 0) {
        fd_set r, w;
        FD_ZERO(&r);
        FD_ZERO(&w);
        FD_SET(s, &r);
        if (sent < total)
            FD_SET(s, &w);
        if (select(s + 1, &r, &w, NULL, NULL) == -1) {
            perror("select");
            exit(1);
        }
        if (FD_ISSET(s, &w)) {
            ssize_t n = send(s, out + sent, total - sent, MSG_DONTWAIT | MSG_NOSIGNAL);
            if (n > 0)
                sent += n;
        }
        if (FD_ISSET(s, &r)) {
            char buf[1000];
            ssize_t n = recv(s, buf, sizeof(buf), 0);
            if (n <= 0) {
                fprintf(stderr, "%s: %d answers missing\n", argv[0], missing);
                exit(1);
            }
            for (ssize_t i = 0; i < n; i++)
                if (buf[i] == '\n')
                    missing--;
            fwrite(buf, 1, n, stdout);
        }
    }
    return 0;
}
