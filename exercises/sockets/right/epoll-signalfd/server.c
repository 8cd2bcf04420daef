// expect: pass
// epoll, and SIGTERM through a signalfd: neither signal nor sigaction for it. Each piece is answered as it comes.
#include <ctype.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

static void check(int rc, const char *what) {
    if (rc == -1) {
        perror(what);
        exit(1);
    }
}

static void watch(int ep, int fd) {
    struct epoll_event ev = {.events = EPOLLIN, .data.fd = fd};
    check(epoll_ctl(ep, EPOLL_CTL_ADD, fd, &ev), "epoll_ctl");
}

static int echo_upper(int fd) {
    char b[16384];
    ssize_t n = recv(fd, b, sizeof b, 0);
    if (n <= 0) return 0;
    for (ssize_t i = 0; i < n; ++i) b[i] = (char)toupper((unsigned char)b[i]);
    for (ssize_t done = 0; done < n;) {
        ssize_t k = send(fd, b + done, (size_t)(n - done), MSG_NOSIGNAL);
        if (k == -1) return 0;
        done += k;
    }
    return 1;
}

int main(int argc, char *argv[]) {
    int port;
    char rest;
    if (argc != 2 || sscanf(argv[1], "%d%c", &port, &rest) != 1 || port < 1 || port > 65535) {
        fprintf(stderr, "Usage: %s PORT   (1 to 65535)\n", argv[0]);
        return 2;
    }

    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigprocmask(SIG_BLOCK, &set, NULL);
    int sfd = signalfd(-1, &set, SFD_CLOEXEC);
    check(sfd, "signalfd");

    int l = socket(AF_INET, SOCK_STREAM, 0), on = 1;
    check(l, "socket");
    check(setsockopt(l, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on), "setsockopt");
    struct sockaddr_in sa = {.sin_family = AF_INET, .sin_port = htons((in_port_t)port), .sin_addr.s_addr = htonl(INADDR_ANY)};
    check(bind(l, (struct sockaddr *)&sa, sizeof sa), "bind");
    check(listen(l, 64), "listen");

    int ep = epoll_create1(0);
    check(ep, "epoll_create1");
    watch(ep, l);
    watch(ep, sfd);

    for (;;) {
        struct epoll_event evs[16];
        int n = epoll_wait(ep, evs, 16, -1);
        if (n == -1 && errno == EINTR) continue;
        check(n, "epoll_wait");
        for (int i = 0; i < n; i++) {
            int fd = evs[i].data.fd;
            if (fd == sfd) {
                return 0;
            } else if (fd == l) {
                int c = accept(l, NULL, NULL);
                if (c != -1) watch(ep, c);
            } else if (!echo_upper(fd)) {
                close(fd);
            }
        }
    }
}
