// expect: pass
// select; the line of each client is collected in a buffer of its own before it is answered.
#include <ctype.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <arpa/inet.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <unistd.h>

#define LINE_MAX_BYTES 65537

struct client {
    char line[LINE_MAX_BYTES];
    size_t used;
};

static struct client *clients[FD_SETSIZE];
static volatile sig_atomic_t done = 0;

static void handler(int sig)
{
    (void)sig;
    done = 1;
}

static void drop(int fd, fd_set *all)
{
    close(fd);
    FD_CLR(fd, all);
    free(clients[fd]);
    clients[fd] = NULL;
}

static int answer(int fd, char *text, size_t len)
{
    for (size_t i = 0; i < len; i++)
        text[i] = toupper((unsigned char)text[i]);
    while (len > 0) {
        ssize_t n = send(fd, text, len, MSG_NOSIGNAL);
        if (n == -1 && errno == EINTR)
            continue;
        if (n == -1)
            return -1;
        text += n;
        len -= n;
    }
    return 0;
}

/* 0, or -1 when the client is gone */
static int readable(int fd)
{
    struct client *c = clients[fd];
    ssize_t n = recv(fd, c->line + c->used, LINE_MAX_BYTES - c->used, 0);
    if (n == -1 && errno == EINTR)
        return 0;
    if (n <= 0)
        return -1;
    c->used += n;

    char *nl;
    while ((nl = memchr(c->line, '\n', c->used)) != NULL) {
        size_t len = nl - c->line + 1;
        if (answer(fd, c->line, len) == -1)
            return -1;
        c->used -= len;
        memmove(c->line, c->line + len, c->used);
    }
    return c->used == LINE_MAX_BYTES ? -1 : 0;
}

int main(int argc, char *argv[])
{
    if (argc != 2) {
        fprintf(stderr, "Usage: %s PORT\n", argv[0]);
        exit(1);
    }
    int port = atoi(argv[1]);
    if (port < 1 || port > 65535) {
        fprintf(stderr, "%s: port must be in 1..65535\n", argv[0]);
        exit(1);
    }

    /* SIGTERM gets through in pselect only */
    sigset_t term, none;
    sigemptyset(&none);
    sigemptyset(&term);
    sigaddset(&term, SIGTERM);
    sigprocmask(SIG_BLOCK, &term, NULL);
    struct sigaction sa = {.sa_handler = handler};
    sigaction(SIGTERM, &sa, NULL);

    int ls = socket(AF_INET, SOCK_STREAM, 0);
    int one = 1;
    setsockopt(ls, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
    struct sockaddr_in sin;
    memset(&sin, 0, sizeof(sin));
    sin.sin_family = AF_INET;
    sin.sin_port = htons(port);
    sin.sin_addr.s_addr = INADDR_ANY;
    if (bind(ls, (struct sockaddr *)&sin, sizeof(sin)) == -1) {
        perror("bind");
        exit(1);
    }
    listen(ls, 20);

    fd_set all;
    FD_ZERO(&all);
    FD_SET(ls, &all);
    while (!done) {
        fd_set ready = all;
        if (pselect(FD_SETSIZE, &ready, NULL, NULL, NULL, &none) == -1) {
            if (errno == EINTR)
                continue;
            perror("select");
            exit(1);
        }
        for (int fd = 0; fd < FD_SETSIZE; fd++) {
            if (!FD_ISSET(fd, &ready))
                continue;
            if (fd == ls) {
                int c = accept(ls, NULL, NULL);
                if (c == -1 || c >= FD_SETSIZE)
                    continue;
                clients[c] = calloc(1, sizeof(struct client));
                FD_SET(c, &all);
            } else if (readable(fd) == -1) {
                drop(fd, &all);
            }
        }
    }
    return 0;
}
