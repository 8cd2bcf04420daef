// expect: fail exit.status,output.mismatch
// An error on one connection ends the whole server.
#include <ctype.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX_FDS 1000

static void error(const char *msg)
{
    perror(msg);
    exit(1);  // <exit.status>
}

static void sigterm_handler(int sig)
{
    (void)sig;
    _exit(0);
}

int main(int argc, char *argv[])
{
    static struct pollfd fds[MAX_FDS];
    int nfds = 1, on = 1;
    char buf[1024];

    if (argc != 2) {
        fprintf(stderr, "ERROR, no port provided\n");
        exit(1);
    }
    int portno = atoi(argv[1]);
    if (portno < 1 || portno > 65535) {
        fprintf(stderr, "ERROR, bad port\n");
        exit(1);
    }
    signal(SIGTERM, sigterm_handler);
    signal(SIGPIPE, SIG_IGN);

    int sockfd = socket(AF_INET, SOCK_STREAM, 0);
    if (sockfd < 0)
        error("ERROR opening socket");
    setsockopt(sockfd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    struct sockaddr_in serv_addr;
    bzero(&serv_addr, sizeof(serv_addr));
    serv_addr.sin_family = AF_INET;
    serv_addr.sin_addr.s_addr = INADDR_ANY;
    serv_addr.sin_port = htons(portno);
    if (bind(sockfd, (struct sockaddr *)&serv_addr, sizeof(serv_addr)) < 0)
        error("ERROR on binding");
    listen(sockfd, 5);
    fds[0].fd = sockfd;
    fds[0].events = POLLIN;

    for (;;) {
        if (poll(fds, nfds, -1) < 0)
            error("ERROR on poll");
        for (int i = nfds - 1; i > 0; i--) {
            if (!fds[i].revents)
                continue;
            ssize_t n = read(fds[i].fd, buf, sizeof(buf));
            if (n < 0)
                error("ERROR reading from socket");
            if (n == 0) {
                close(fds[i].fd);
                fds[i] = fds[--nfds];
                continue;
            }
            for (ssize_t k = 0; k < n; k++)
                buf[k] = toupper((unsigned char)buf[k]);
            if (write(fds[i].fd, buf, n) < 0)
                error("ERROR writing to socket");
        }
        if (fds[0].revents && nfds < MAX_FDS) {
            int newsockfd = accept(sockfd, NULL, NULL);
            if (newsockfd < 0)
                error("ERROR on accept");
            fds[nfds].fd = newsockfd;
            fds[nfds].events = POLLIN;
            fds[nfds++].revents = 0;
        }
    }
}
