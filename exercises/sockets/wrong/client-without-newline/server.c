#include <ctype.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

static void on_term(int sig) {
    (void)sig;
    _exit(0);
}

static void *client_thread(void *arg) {
    int fd = *(int *)arg;
    char buf[2048];
    ssize_t n;
    free(arg);
    while ((n = read(fd, buf, sizeof buf)) > 0) {
        for (ssize_t i = 0; i < n; i++)
            buf[i] = toupper((unsigned char)buf[i]);
        for (ssize_t off = 0; off < n;) {
            ssize_t k = write(fd, buf + off, n - off);
            if (k <= 0) {
                close(fd);
                return NULL;
            }
            off += k;
        }
    }
    close(fd);
    return NULL;
}

int main(int argc, char *argv[]) {
    if (argc != 2) {
        fprintf(stderr, "Usage: %s PORT\n", argv[0]);
        return 1;
    }
    int port = atoi(argv[1]);
    if (port < 1 || port > 65535) {
        fprintf(stderr, "Invalid port number\n");
        return 1;
    }
    signal(SIGTERM, on_term);
    signal(SIGPIPE, SIG_IGN);

    int s = socket(AF_INET, SOCK_STREAM, 0);
    int yes = 1;
    setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(port)};
    if (bind(s, (struct sockaddr *)&a, sizeof a) < 0) {
        perror("bind");
        return 1;
    }
    if (listen(s, 10) < 0) {
        perror("listen");
        return 1;
    }
    for (;;) {
        int *fd = malloc(sizeof *fd);
        *fd = accept(s, NULL, NULL);
        if (*fd < 0) {
            free(fd);
            continue;
        }
        pthread_t t;
        if (pthread_create(&t, NULL, client_thread, fd) == 0)
            pthread_detach(t);
    }
}
