// expect: pass
// The parent accepts and hands each connection to one of two workers (SCM_RIGHTS).
/* Two workers, each with its own epoll; the parent accepts and hands the connections over by SCM_RIGHTS. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#define WORKERS 2
static pid_t pid[WORKERS];
static int way[WORKERS];
static volatile sig_atomic_t over;
static void stop(int s) { (void)s; over = 1; }
static int pass(int to, int fd)
{
    char c = 0; struct iovec io = { &c, 1 };
    union { struct cmsghdr h; char b[CMSG_SPACE(sizeof(int))]; } u;
    struct msghdr m = { .msg_iov = &io, .msg_iovlen = 1, .msg_control = u.b, .msg_controllen = sizeof u.b };
    struct cmsghdr *h = CMSG_FIRSTHDR(&m);
    h->cmsg_level = SOL_SOCKET; h->cmsg_type = SCM_RIGHTS; h->cmsg_len = CMSG_LEN(sizeof fd);
    memcpy(CMSG_DATA(h), &fd, sizeof fd);
    return sendmsg(to, &m, MSG_NOSIGNAL);
}
static int take(int from)
{
    char c; struct iovec io = { &c, 1 }; int fd = -1;
    union { struct cmsghdr h; char b[CMSG_SPACE(sizeof(int))]; } u;
    struct msghdr m = { .msg_iov = &io, .msg_iovlen = 1, .msg_control = u.b, .msg_controllen = sizeof u.b };
    if (recvmsg(from, &m, 0) <= 0) return -1;
    struct cmsghdr *h = CMSG_FIRSTHDR(&m);
    if (h) memcpy(&fd, CMSG_DATA(h), sizeof fd);
    return fd;
}
static void worker(int from)
{
    int ep = epoll_create1(0);
    struct epoll_event e = { .events = EPOLLIN, .data.fd = from }, got[8];
    epoll_ctl(ep, EPOLL_CTL_ADD, from, &e);
    for (;;) {
        int k = epoll_wait(ep, got, 8, -1);
        for (int i = 0; i < k; i++) {
            int fd = got[i].data.fd;
            if (fd == from) {
                if ((fd = take(from)) < 0) _exit(0);
                e.data.fd = fd;
                epoll_ctl(ep, EPOLL_CTL_ADD, fd, &e);
                continue;
            }
            char b[16384];
            ssize_t n = recv(fd, b, sizeof b, MSG_DONTWAIT), o = 0, w;
            if (n < 0 && (errno == EAGAIN || errno == EINTR)) continue;
            for (ssize_t j = 0; j < n; j++) if (b[j] >= 'a' && b[j] <= 'z') b[j] -= 'a' - 'A';
            while (o < n && (w = send(fd, b + o, n - o, MSG_NOSIGNAL)) > 0) o += w;
            if (n <= 0 || o < n) close(fd);
        }
    }
}
int main(int argc, char **argv)
{
    char *e = NULL; long port = argc == 2 ? strtol(argv[1], &e, 10) : -1;
    if (argc != 2 || *e || port < 1 || port > 65535) { fprintf(stderr, "usage: %s PORT\n", argv[0]); return 1; }
    int l = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1, turn = 0;
    struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(port) };
    if (l < 0) { perror("socket"); return 1; }
    if (setsockopt(l, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) || bind(l, (struct sockaddr *)&a, sizeof a) || listen(l, 16)) { perror("server"); return 1; }
    sigset_t t, old; sigemptyset(&t); sigaddset(&t, SIGTERM); sigprocmask(SIG_BLOCK, &t, &old);
    struct sigaction sa = { .sa_handler = stop }; sigaction(SIGTERM, &sa, NULL);
    for (int i = 0; i < WORKERS; i++) {
        int sv[2];
        if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, sv)) { perror("socketpair"); return 1; }
        if ((pid[i] = fork()) < 0) { perror("fork"); return 1; }
        if (!pid[i]) { for (int k = 0; k < i; k++) close(way[k]); close(sv[0]); close(l); worker(sv[1]); }
        close(sv[1]); way[i] = sv[0];
    }
    while (!over) {
        fd_set r; FD_ZERO(&r); FD_SET(l, &r);
        if (pselect(l + 1, &r, NULL, NULL, NULL, &old) < 0) continue;
        int c = accept(l, NULL, NULL);
        if (c < 0) continue;
        pass(way[turn++ % WORKERS], c);
        close(c);
    }
    for (int i = 0; i < WORKERS; i++) close(way[i]);
    while (wait(NULL) > 0) ;
    return 0;
}
