// expect: pass
// Three workers, each with poll over the listening socket and its own clients; the client has readline and writen of UNP.
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define WORKERS 3
#define MAX 500

struct out { char *data; size_t len; };

static void worker(int l)
{
    struct pollfd p[MAX];
    struct out o[MAX];
    int n = 1;
    p[0].fd = l;
    for (;;) {
        p[0].events = n < MAX ? POLLIN : 0;
        if (poll(p, n, -1) < 0) {
            if (errno == EINTR) continue;
            err(1, "poll");
        }
        for (int i = n - 1; i > 0; i--) {
            int dead = 0;
            if (p[i].revents & POLLOUT) {
                ssize_t k = send(p[i].fd, o[i].data, o[i].len, MSG_NOSIGNAL);
                if (k < 0) {
                    dead = errno != EAGAIN && errno != EINTR;
                } else {
                    o[i].len -= k;
                    memmove(o[i].data, o[i].data + k, o[i].len);
                }
            } else if (p[i].revents) {
                ssize_t k = recv(p[i].fd, o[i].data, 8192, 0);
                if (k == 0 || (k < 0 && errno != EAGAIN && errno != EINTR))
                    dead = 1;
                for (ssize_t j = 0; j < k; j++)
                    if (o[i].data[j] >= 'a' && o[i].data[j] <= 'z') o[i].data[j] += 'A' - 'a';
                o[i].len = k > 0 ? k : 0;
            }
            /* nothing new is read before the answer is out */
            p[i].events = o[i].len ? POLLOUT : POLLIN;
            if (dead) {
                close(p[i].fd);
                free(o[i].data);
                n--;
                p[i] = p[n];
                o[i] = o[n];
            }
        }
        if (p[0].revents & POLLIN) {
            int c = accept(l, NULL, NULL);
            if (c >= 0) {
                fcntl(c, F_SETFL, O_NONBLOCK);
                p[n].fd = c;
                p[n].events = POLLIN;
                p[n].revents = 0;
                o[n].len = 0;
                if ((o[n].data = malloc(8192)) == NULL) err(1, "malloc");
                n++;
            }
        }
    }
}

int main(int argc, char *argv[])
{
    char *end;
    long port = argc == 2 ? strtol(argv[1], &end, 10) : -1;
    if (argc != 2 || end == argv[1] || *end || port < 1 || port > 65535)
        errx(1, "usage: server PORT");
    int l = socket(AF_INET, SOCK_STREAM, 0), one = 1;
    if (l < 0) err(1, "socket");
    if (setsockopt(l, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one)) err(1, "setsockopt");
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(port)};
    if (bind(l, (struct sockaddr *)&a, sizeof a)) err(1, "bind");
    fcntl(l, F_SETFL, O_NONBLOCK);   /* several workers run for one client: all but one go on */

    sigset_t term;
    sigemptyset(&term);
    sigaddset(&term, SIGTERM);
    sigprocmask(SIG_BLOCK, &term, NULL);
    pid_t pid[WORKERS];
    if (listen(l, 64)) err(1, "listen");
    for (int i = 0; i < WORKERS; i++) {
        if ((pid[i] = fork()) < 0) {
            while (i-- > 0) kill(pid[i], SIGKILL);
            err(1, "fork");
        }
        if (pid[i] == 0) {
            sigprocmask(SIG_UNBLOCK, &term, NULL);
            worker(l);
        }
    }
    close(l);
    int sig;
    sigwait(&term, &sig);
    for (int i = 0; i < WORKERS; i++) kill(pid[i], SIGTERM);
    for (int i = 0; i < WORKERS; i++) waitpid(pid[i], NULL, 0);
    return 0;
}
