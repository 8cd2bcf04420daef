// expect: pass
// Every connection is shut down and every thread joined at the end; the client connects without blocking.
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct client { int fd; pthread_t thread; struct client *next; int finished; };
static struct client *clients;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int wake[2];

static void term(int s)
{
    int e = errno;
    (void)s;
    write(wake[1], "x", 1);
    errno = e;
}

static void *serve(void *p)
{
    struct client *c = p;
    FILE *f = fdopen(dup(c->fd), "r");
    int ch;
    char line[512];
    size_t n = 0;
    while (f && (ch = getc(f)) != EOF) {
        line[n++] = ch >= 'a' && ch <= 'z' ? ch - 'a' + 'A' : ch;
        if (ch == '\n' || n == sizeof line) {
            for (size_t off = 0; off < n;) {
                ssize_t w = send(c->fd, line + off, n - off, MSG_NOSIGNAL);
                if (w <= 0) goto out;
                off += w;
            }
            n = 0;
        }
    }
out:
    if (f) fclose(f);
    shutdown(c->fd, SHUT_RDWR);
    pthread_mutex_lock(&lock);
    c->finished = 1;
    pthread_mutex_unlock(&lock);
    return NULL;
}

static void collect(int all)
{
    struct client **at = &clients;
    pthread_mutex_lock(&lock);
    while (*at) {
        struct client *c = *at;
        if (all) shutdown(c->fd, SHUT_RDWR);
        if (all || c->finished) {
            *at = c->next;
            pthread_mutex_unlock(&lock);
            pthread_join(c->thread, NULL);
            close(c->fd);
            free(c);
            pthread_mutex_lock(&lock);
            at = &clients;
        } else
            at = &c->next;
    }
    pthread_mutex_unlock(&lock);
}

int main(int argc, char *argv[])
{
    char *end;
    long port;
    if (argc != 2 || (port = strtol(argv[1], &end, 10)) < 1 || port > 65535 || *end != 0) {
        fprintf(stderr, "usage: %s PORT\n", argv[0]);
        return 1;
    }
    if (pipe(wake)) { perror("pipe"); return 1; }
    struct sigaction sa = {.sa_handler = term, .sa_flags = SA_RESTART};
    sigaction(SIGTERM, &sa, NULL);
    int l = socket(AF_INET, SOCK_STREAM, 0), yes = 1;
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {htonl(INADDR_ANY)}};
    if (l < 0 || setsockopt(l, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) || bind(l, (struct sockaddr *)&a, sizeof a) || listen(l, 32)) {
        perror("server");
        return 1;
    }
    fprintf(stderr, "waiting for clients on port %ld\n", port);
    struct pollfd p[2] = {{l, POLLIN, 0}, {wake[0], POLLIN, 0}};
    for (;;) {
        if (poll(p, 2, -1) < 0) continue;
        if (p[1].revents) break;
        if (!p[0].revents) continue;
        collect(0);
        int fd = accept(l, NULL, NULL);
        if (fd < 0) continue;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        struct client *c = calloc(1, sizeof *c);
        if (!c) { close(fd); continue; }
        c->fd = fd;
        pthread_mutex_lock(&lock);
        if (pthread_create(&c->thread, NULL, serve, c)) {
            free(c);
            close(fd);
        } else {
            c->next = clients;
            clients = c;
        }
        pthread_mutex_unlock(&lock);
    }
    close(l);
    collect(1);
    fprintf(stderr, "bye\n");
    return 0;
}
