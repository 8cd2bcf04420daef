// expect: fail output.mismatch
// Lines are collected in an array of 1024 bytes, and what does not fit is dropped.
#include <ctype.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX 1024

static void quit(int s) {
    (void)s;
    _exit(0);
}

static void *run(void *arg) {
    int fd = (int)(long)arg;
    char line[MAX + 1], c;
    int len = 0;

    while (recv(fd, &c, 1, 0) == 1) {
        if (c != '\n') {
            if (len < MAX) line[len++] = toupper((unsigned char)c);
            continue;
        }
        line[len++] = '\n';
        if (send(fd, line, len, MSG_NOSIGNAL) != len) break;
        len = 0;
    }
    close(fd);
    return NULL;
}

int main(int argc, char *argv[]) {
    if (argc != 2) {
        fprintf(stderr, "Usage: %s PORT\n", argv[0]);
        return 1;
    }
    long port = strtol(argv[1], NULL, 10);
    if (port < 1 || port > 65535) {
        fprintf(stderr, "%s: bad port\n", argv[1]);
        return 1;
    }
    signal(SIGTERM, quit);
    int s = socket(AF_INET, SOCK_STREAM, 0), on = 1;
    setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    struct sockaddr_in sin = {.sin_family = AF_INET, .sin_port = htons(port)};
    if (bind(s, (struct sockaddr *)&sin, sizeof sin) < 0) {
        perror("bind");
        return 1;
    }
    listen(s, 10);
    for (;;) {
        int c = accept(s, NULL, NULL);
        pthread_t t;
        if (c >= 0 && pthread_create(&t, NULL, run, (void *)(long)c) == 0) pthread_detach(t);
    }
}
