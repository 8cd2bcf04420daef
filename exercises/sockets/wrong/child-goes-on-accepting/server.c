// expect: fail proc.orphan,exit.status
// The child has no exit after its client has left: it goes back into the loop and accepts clients, too.
#include <ctype.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

void on_sigterm(int sig)
{
    signal(sig, SIG_IGN);
    _exit(0);
}

int main(int argc, char *argv[])
{
    int s, c, yes = 1;
    char buf[2048];
    ssize_t n, i;
    struct sockaddr_in addr = { .sin_family = AF_INET };

    if (argc != 2) {
        fprintf(stderr, "Usage: %s PORT\n", argv[0]);
        exit(1);
    }
    int port = atoi(argv[1]);
    if (port < 1 || port > 65535) {
        fprintf(stderr, "bad port\n");
        exit(1);
    }
    addr.sin_port = htons(port);
    signal(SIGCHLD, SIG_IGN);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGTERM, on_sigterm);

    s = socket(AF_INET, SOCK_STREAM, 0);
    setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(s, (struct sockaddr *)&addr, sizeof addr) < 0) {
        perror("bind");
        exit(1);
    }
    listen(s, 5);

    while (1) {
        c = accept(s, NULL, NULL);
        if (c < 0)
            continue;
        if (fork() == 0) {  // <proc.orphan>
            while ((n = read(c, buf, sizeof buf)) > 0) {
                for (i = 0; i < n; i++)
                    buf[i] = toupper((unsigned char)buf[i]);
                if (write(c, buf, n) != n)
                    break;
            }
        }
        close(c);
    }
}
