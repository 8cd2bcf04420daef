/* with readline and writen as in Stevens, UNIX Network Programming */
#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAXLINE 70000

static int read_cnt;
static char *read_ptr;
static char read_buf[MAXLINE];

static ssize_t my_read(int fd, char *ptr)
{
    if (read_cnt <= 0) {
again:
        if ((read_cnt = read(fd, read_buf, sizeof(read_buf))) < 0) {
            if (errno == EINTR)
                goto again;
            return -1;
        } else if (read_cnt == 0)
            return 0;
        read_ptr = read_buf;
    }
    read_cnt--;
    *ptr = *read_ptr++;
    return 1;
}

static ssize_t readline(int fd, void *vptr, size_t maxlen)
{
    ssize_t n, rc;
    char c, *ptr = vptr;

    for (n = 1; n < (ssize_t)maxlen; n++) {
        if ((rc = my_read(fd, &c)) == 1) {
            *ptr++ = c;
            if (c == '\n')
                break;
        } else if (rc == 0) {
            *ptr = 0;
            return n - 1;
        } else
            return -1;
    }
    *ptr = 0;
    return n;
}

static ssize_t writen(int fd, const void *vptr, size_t n)
{
    size_t nleft = n;
    const char *ptr = vptr;
    while (nleft > 0) {
        ssize_t nwritten = write(fd, ptr, nleft);
        if (nwritten <= 0) {
            if (nwritten < 0 && errno == EINTR)
                nwritten = 0;
            else
                return -1;
        }
        nleft -= nwritten;
        ptr += nwritten;
    }
    return n;
}

int main(int argc, char **argv)
{
    static char recvline[MAXLINE];
    struct addrinfo hints, *res;
    int sockfd, n;

    if (argc < 4) {
        fprintf(stderr, "usage: client <host> <port> <text>...\n");
        exit(1);
    }
    n = atoi(argv[2]);
    if (strspn(argv[2], "0123456789") != strlen(argv[2]) || n < 1 || n > 65535) {
        fprintf(stderr, "client: bad port\n");
        exit(1);
    }
    bzero(&hints, sizeof(hints));
    hints.ai_family = AF_INET;
    hints.ai_socktype = SOCK_STREAM;
    if ((n = getaddrinfo(argv[1], argv[2], &hints, &res)) != 0) {
        fprintf(stderr, "tcp_connect error for %s, %s: %s\n", argv[1], argv[2], gai_strerror(n));
        exit(1);
    }
    sockfd = socket(res->ai_family, res->ai_socktype, res->ai_protocol);
    if (sockfd < 0 || connect(sockfd, res->ai_addr, res->ai_addrlen) != 0) {
        perror("connect error");
        exit(1);
    }
    signal(SIGPIPE, SIG_IGN);
    for (argv += 3; *argv; argv++) {
        if (writen(sockfd, *argv, strlen(*argv)) < 0 || writen(sockfd, "\n", 1) < 0) {
            perror("write error");
            exit(1);
        }
        n = readline(sockfd, recvline, MAXLINE);
        if (n <= 0 || recvline[n - 1] != '\n') {
            fprintf(stderr, "str_cli: server terminated prematurely\n");
            exit(4);
        }
        fputs(recvline, stdout);
    }
    exit(0);
}
