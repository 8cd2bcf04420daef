// expect: pass proc.zombie
// A child for each client, ended together with the server; but children that have ended are never waited for.
#include <ctype.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void quit(int sig)
{
    signal(SIGTERM, SIG_IGN);
    kill(0, sig);
    _exit(0);
}

int main(int argc, char *argv[])
{
    int listenfd, connfd, yes = 1;
    struct sockaddr_in servaddr;
    char buf[4096];
    ssize_t n;

    if (argc != 2) {
        fprintf(stderr, "Usage: %s PORT\n", argv[0]);
        exit(1);
    }
    int port = atoi(argv[1]);
    if (port < 1 || port > 65535) {
        fprintf(stderr, "%s: bad port\n", argv[0]);
        exit(1);
    }

    listenfd = socket(AF_INET, SOCK_STREAM, 0);
    setsockopt(listenfd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
    memset(&servaddr, 0, sizeof(servaddr));
    servaddr.sin_family = AF_INET;
    servaddr.sin_addr.s_addr = htonl(INADDR_ANY);
    servaddr.sin_port = htons(port);
    if (bind(listenfd, (struct sockaddr *)&servaddr, sizeof(servaddr)) < 0) {
        perror("bind");
        exit(1);
    }
    listen(listenfd, 5);
    signal(SIGTERM, quit);
    signal(SIGPIPE, SIG_IGN);

    for (;;) {
        connfd = accept(listenfd, NULL, NULL);
        if (connfd < 0)
            continue;
        if (fork() == 0) {  // <proc.zombie>
            signal(SIGTERM, SIG_DFL);
            close(listenfd);
            while ((n = read(connfd, buf, sizeof(buf))) > 0) {
                for (int i = 0; i < n; i++)
                    buf[i] = toupper((unsigned char)buf[i]);
                if (write(connfd, buf, n) != n)
                    break;
            }
            close(connfd);
            exit(0);
        }
        close(connfd);
    }
}
