#define _GNU_SOURCE
#include <ctype.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX_CLIENTS 100

static volatile sig_atomic_t stop;

static void on_term(int sig)
{
    (void)sig;
    stop = 1;
}

static int write_all(int fd, const char *p, size_t n)
{
    while (n > 0) {
        ssize_t k = write(fd, p, n);
        if (k <= 0)
            return -1;
        p += k;
        n -= k;
    }
    return 0;
}

int main(int argc, char *argv[])
{
    struct pollfd fds[MAX_CLIENTS + 1];
    struct sockaddr_in addr;
    struct sigaction sa;
    sigset_t term, before;
    int listener, count = 1, i, on = 1;
    char *end;
    long port;

    if (argc != 2 || (port = strtol(argv[1], &end, 10)) < 1 || port > 65535 || *end != '\0') {
        fprintf(stderr, "usage: %s PORT\n", argv[0]);
        exit(1);
    }
    signal(SIGPIPE, SIG_IGN);
    sigemptyset(&term);
    sigaddset(&term, SIGTERM);
    sigprocmask(SIG_BLOCK, &term, &before);
    memset(&sa, 0, sizeof sa);
    sa.sa_handler = on_term;
    sigaction(SIGTERM, &sa, NULL);
    listener = socket(AF_INET, SOCK_STREAM, 0);
    if (listener == -1) {
        perror("socket");
        exit(1);
    }
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    memset(&addr, 0, sizeof addr);
    addr.sin_family = AF_INET;
    addr.sin_port = htons(port);
    addr.sin_addr.s_addr = htonl(INADDR_ANY);
    if (bind(listener, (struct sockaddr *)&addr, sizeof addr) == -1 || listen(listener, 20) == -1) {
        perror("bind");
        exit(1);
    }
    fds[0].fd = listener;
    fds[0].events = POLLIN;
    while (!stop) {
        if (ppoll(fds, count, NULL, &before) == -1) {
            if (errno == EINTR)
                continue;
            perror("poll");
            exit(1);
        }
        for (i = count - 1; i > 0; i--) {
            char buf[1024];
            ssize_t n, k;
            if (!fds[i].revents)
                continue;
            n = read(fds[i].fd, buf, sizeof buf);
            for (k = 0; k < n; k++)
                buf[k] = toupper((unsigned char)buf[k]);
            if (n <= 0 || write_all(fds[i].fd, buf, n) == -1) {
                close(fds[i].fd);
                fds[i] = fds[--count];
            }
        }
        if (fds[0].revents) {
            int fd = accept(listener, NULL, NULL);
            if (fd == -1)
                continue;
            if (count > MAX_CLIENTS) {
                close(fd);
                continue;
            }
            fds[count].fd = fd;
            fds[count].revents = 0;
            fds[count++].events = POLLIN;
        }
    }
    return 0;
}
