// expect: fail output.mismatch
// select, but one line buffer for all clients: their half lines run together.
#include <ctype.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <netinet/in.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <unistd.h>

char line[70000];
int len = 0;

void term(int sig)
{
    (void)sig;
    _exit(0);
}

void got_bytes(int fd, const char *data, int n)
{
    for (int i = 0; i < n; i++) {
        if (len < (int)sizeof(line))
            line[len++] = toupper((unsigned char)data[i]);
        if (data[i] == '\n') {
            send(fd, line, len, MSG_NOSIGNAL);
            len = 0;
        }
    }
}

int main(int argc, char *argv[])
{
    if (argc != 2) {
        fprintf(stderr, "usage: server PORT\n");
        return 1;
    }
    int port = atoi(argv[1]);
    if (port < 1 || port > 65535) {
        fprintf(stderr, "server: bad port\n");
        return 1;
    }
    signal(SIGTERM, term);

    int listener = socket(AF_INET, SOCK_STREAM, 0), on = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    struct sockaddr_in me = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = INADDR_ANY};
    if (bind(listener, (struct sockaddr *)&me, sizeof me) < 0) {
        perror("bind");
        return 1;
    }
    listen(listener, 10);

    fd_set master, read_fds;
    int fdmax = listener;
    FD_ZERO(&master);
    FD_SET(listener, &master);
    for (;;) {
        read_fds = master;
        if (select(fdmax + 1, &read_fds, NULL, NULL, NULL) == -1) {
            perror("select");
            return 1;
        }
        for (int i = 0; i <= fdmax; i++) {
            if (!FD_ISSET(i, &read_fds))
                continue;
            if (i == listener) {
                int newfd = accept(listener, NULL, NULL);
                if (newfd != -1) {
                    FD_SET(newfd, &master);
                    if (newfd > fdmax)
                        fdmax = newfd;
                }
            } else {
                char buf[1024];
                int n = recv(i, buf, sizeof buf, 0);
                if (n <= 0) {
                    close(i);
                    FD_CLR(i, &master);
                    len = 0;
                } else {
                    got_bytes(i, buf, n);
                }
            }
        }
    }
}
