// expect: fail signal.not-handled
// Thinks of control-C (SIGINT) only; SIGTERM has its default effect.
#include <ctype.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

static void on_interrupt(int sig) {
    (void)sig;
    _exit(0);
}

static void *echo(void *arg) {
    int fd = *(int *)arg;
    free(arg);
    char c[256];
    ssize_t n;
    while ((n = recv(fd, c, sizeof c, 0)) > 0) {
        for (ssize_t i = 0; i < n; i++) c[i] = toupper((unsigned char)c[i]);
        if (send(fd, c, n, MSG_NOSIGNAL) < n) break;
    }
    close(fd);
    return 0;
}

int main(int argc, char **argv) {
    if (argc != 2 || atoi(argv[1]) < 1 || atoi(argv[1]) > 65535) {
        fprintf(stderr, "Usage: %s PORT\n", argv[0]);
        return 1;
    }
    signal(SIGINT, on_interrupt);

    int ls = socket(AF_INET, SOCK_STREAM, 0), one = 1;
    setsockopt(ls, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    struct sockaddr_in sa = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[1]))};
    if (bind(ls, (void *)&sa, sizeof sa) || listen(ls, 10)) {
        perror(argv[1]);
        return 1;
    }
    while (1) {
        int *fd = malloc(sizeof *fd);
        if ((*fd = accept(ls, NULL, NULL)) < 0) {  // <signal.not-handled>
            perror("accept");
            return 1;
        }
        pthread_t t;
        pthread_create(&t, NULL, echo, fd);
        pthread_detach(t);
    }
}
