/* connects without blocking, then reads into a buffer that grows */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

static int fail(const char *why)
{
    fprintf(stderr, "client: %s\n", why);
    return EXIT_FAILURE;
}

int main(int argc, char *argv[])
{
    if (argc < 4) return fail("usage: client HOST PORT TEXT...");
    char *end;
    errno = 0;
    long port = strtol(argv[2], &end, 10);
    if (errno || end == argv[2] || *end || port < 1 || port > 65535) return fail("the port must be a number from 1 to 65535");
    struct addrinfo want = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM}, *ai;
    if (getaddrinfo(argv[1], argv[2], &want, &ai)) return fail("unknown host");
    int s = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (s < 0) return fail(strerror(errno));
    if (connect(s, ai->ai_addr, ai->ai_addrlen) < 0) {
        if (errno != EINPROGRESS) return fail(strerror(errno));
        struct pollfd p = {s, POLLOUT, 0};
        int n = poll(&p, 1, 5000);
        if (n == 0) return fail("the server does not answer");
        int e = 0;
        socklen_t len = sizeof e;
        if (n < 0 || getsockopt(s, SOL_SOCKET, SO_ERROR, &e, &len) < 0) return fail(strerror(errno));
        if (e) return fail(strerror(e));
    }
    freeaddrinfo(ai);
    fcntl(s, F_SETFL, fcntl(s, F_GETFL) & ~O_NONBLOCK);
    struct timeval limit = {30, 0};
    setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);

    size_t have = 0, cap = 256;
    char *buf = malloc(cap);
    for (int i = 3; i < argc; i++) {
        struct iovec v[2] = {{argv[i], strlen(argv[i])}, {"\n", 1}};
        struct msghdr m = {.msg_iov = v, .msg_iovlen = 2};
        while (v[0].iov_len + v[1].iov_len > 0) {
            ssize_t n = sendmsg(s, &m, MSG_NOSIGNAL);
            if (n < 0 && errno == EINTR) continue;
            if (n < 0) return fail(strerror(errno));
            for (int k = 0; k < 2; k++) {
                size_t d = (size_t)n < v[k].iov_len ? (size_t)n : v[k].iov_len;
                v[k].iov_base = (char *)v[k].iov_base + d;
                v[k].iov_len -= d;
                n -= d;
            }
        }
        char *nl;
        while ((nl = memchr(buf, '\n', have)) == NULL) {
            if (have == cap && (buf = realloc(buf, cap *= 2)) == NULL) return fail("out of memory");
            ssize_t n = recv(s, buf + have, cap - have, 0);
            if (n < 0 && errno == EINTR) continue;
            if (n < 0) return fail(strerror(errno));
            if (n == 0) return fail("the server has ended");
            have += n;
        }
        size_t line = nl - buf + 1;
        fwrite(buf, 1, line, stdout);
        have -= line;
        memmove(buf, buf + line, have);
    }
    free(buf);
    close(s);
    return EXIT_SUCCESS;
}
