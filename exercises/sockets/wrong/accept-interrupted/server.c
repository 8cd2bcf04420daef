// expect: fail signal.eintr
// The handler sets a flag, but the accept that SIGTERM interrupts is taken for an error: status 1 instead of 0.
#include <ctype.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

volatile sig_atomic_t running = 1;

void handle_sigterm(int sig)
{
    (void)sig;
    running = 0;
}

void *client_main(void *arg)
{
    int fd = (int)(size_t)arg;
    char data[4096];
    ssize_t got;

    while ((got = recv(fd, data, sizeof(data), 0)) > 0) {
        for (ssize_t i = 0; i < got; i++)
            data[i] = (char)toupper((unsigned char)data[i]);
        char *p = data;
        while (got > 0) {
            ssize_t put = send(fd, p, got, MSG_NOSIGNAL);
            if (put <= 0)
                break;
            p += put;
            got -= put;
        }
    }
    close(fd);
    return NULL;
}

int main(int argc, char *argv[])
{
    struct sigaction sa;
    sigset_t set;

    if (argc != 2) {
        fprintf(stderr, "Usage: server PORT\n");
        exit(1);
    }
    int port = atoi(argv[1]);
    if (port < 1 || port > 65535) {
        fprintf(stderr, "server: wrong port\n");
        exit(1);
    }

    memset(&sa, 0, sizeof(sa));
    sa.sa_handler = handle_sigterm;
    sigaction(SIGTERM, &sa, NULL);

    int s = socket(AF_INET, SOCK_STREAM, 0);
    int on = 1;
    setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    struct sockaddr_in addr;
    memset(&addr, 0, sizeof(addr));
    addr.sin_family = AF_INET;
    addr.sin_port = htons(port);
    addr.sin_addr.s_addr = htonl(INADDR_ANY);
    if (bind(s, (struct sockaddr *)&addr, sizeof(addr)) == -1) {
        perror("bind");
        exit(1);
    }
    if (listen(s, 10) == -1) {
        perror("listen");
        exit(1);
    }

    while (running) {
        int c = accept(s, NULL, NULL);  // <signal.eintr>
        if (c == -1) {
            perror("accept");
            exit(1);
        }
        /* SIGTERM is for the main thread */
        sigemptyset(&set);
        sigaddset(&set, SIGTERM);
        pthread_sigmask(SIG_BLOCK, &set, NULL);
        pthread_t t;
        if (pthread_create(&t, NULL, client_main, (void *)(size_t)c) == 0)
            pthread_detach(t);
        pthread_sigmask(SIG_UNBLOCK, &set, NULL);
    }
    return 0;
}
