// expect: pass output.lost-in-buffer
// A child for each client. The children are reaped in a SIGCHLD handler and terminated together with the server.
#include <ctype.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAX_CHILDREN 1024

static pid_t children[MAX_CHILDREN];

static void reap(int sig)
{
    int saved = errno;
    pid_t p;
    (void)sig;
    while ((p = waitpid(-1, NULL, WNOHANG)) > 0)
        for (int i = 0; i < MAX_CHILDREN; i++)
            if (children[i] == p)
                children[i] = 0;
    errno = saved;
}

static void terminate(int sig)
{
    (void)sig;
    for (int i = 0; i < MAX_CHILDREN; i++)
        if (children[i] > 0)
            kill(children[i], SIGKILL);
    for (int i = 0; i < MAX_CHILDREN; i++)
        if (children[i] > 0)
            waitpid(children[i], NULL, 0);
    _exit(0);  // <output.lost-in-buffer>
}

static void serve(int c)
{
    char buf[8192];
    ssize_t n;
    while ((n = recv(c, buf, sizeof buf, 0)) > 0) {
        for (ssize_t i = 0; i < n; i++)
            buf[i] = toupper((unsigned char)buf[i]);
        ssize_t sent = 0;
        while (sent < n) {
            ssize_t k = send(c, buf + sent, n - sent, MSG_NOSIGNAL);
            if (k < 0)
                return;
            sent += k;
        }
    }
}

int main(int argc, char *argv[])
{
    if (argc != 2) {
        fprintf(stderr, "usage: %s PORT\n", argv[0]);
        return 1;
    }
    char *end;
    long port = strtol(argv[1], &end, 10);
    if (*argv[1] == '\0' || *end != '\0' || port < 1 || port > 65535) {
        fprintf(stderr, "%s: not a port: %s\n", argv[0], argv[1]);
        return 1;
    }

    int s = socket(PF_INET, SOCK_STREAM, 0), on = 1;
    if (s < 0) {
        perror("socket");
        return 1;
    }
    setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    struct sockaddr_in a;
    memset(&a, 0, sizeof a);
    a.sin_family = AF_INET;
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    a.sin_port = htons((unsigned short)port);
    if (bind(s, (struct sockaddr *)&a, sizeof a) < 0) {
        perror("bind");
        return 1;
    }
    if (listen(s, 16) < 0) {
        perror("listen");
        return 1;
    }

    sigset_t both, before;
    sigemptyset(&both);
    sigaddset(&both, SIGCHLD);
    sigaddset(&both, SIGTERM);
    struct sigaction sa;
    memset(&sa, 0, sizeof sa);
    sa.sa_mask = both;
    sa.sa_flags = SA_RESTART;
    sa.sa_handler = reap;
    sigaction(SIGCHLD, &sa, NULL);
    sa.sa_handler = terminate;
    sigaction(SIGTERM, &sa, NULL);

    printf("listening on port %ld\n", port);

    for (;;) {
        int c = accept(s, NULL, NULL);
        if (c < 0) {
            if (errno == EINTR || errno == ECONNABORTED)
                continue;
            perror("accept");
            return 1;
        }
        sigprocmask(SIG_BLOCK, &both, &before);
        pid_t p = fork();
        if (p == 0) {
            signal(SIGTERM, SIG_DFL);
            signal(SIGCHLD, SIG_DFL);
            sigprocmask(SIG_SETMASK, &before, NULL);
            close(s);
            serve(c);
            _exit(0);
        }
        if (p > 0)
            for (int i = 0; i < MAX_CHILDREN; i++)
                if (children[i] == 0) {
                    children[i] = p;
                    break;
                }
        sigprocmask(SIG_SETMASK, &before, NULL);
        close(c);
    }
}
