#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <signal.h>
#include <setjmp.h>
#include <netdb.h>
#include <sys/socket.h>
static jmp_buf out;
static char in[777]; static size_t have, at;
static int next(int s)
{
    if (at == have) { ssize_t n = read(s, in, sizeof in); if (n <= 0) longjmp(out, n ? 1 : 2); have = n; at = 0; }
    return in[at++];
}
int main(int argc, char **argv)
{
    struct addrinfo h, *r;
    int s, c;
    if (argc < 4) { fputs("usage: client HOST PORT TEXT...\n", stderr); return 1; }
    if (strspn(argv[2], "0123456789") != strlen(argv[2]) || atoi(argv[2]) < 1 || atoi(argv[2]) > 65535) { fputs("client: no port\n", stderr); return 1; }
    memset(&h, 0, sizeof h); h.ai_family = AF_INET; h.ai_socktype = SOCK_STREAM;
    if ((c = getaddrinfo(argv[1], argv[2], &h, &r))) { fprintf(stderr, "client: %s\n", gai_strerror(c)); return 1; }
    s = socket(r->ai_family, r->ai_socktype, 0);
    if (s < 0 || connect(s, r->ai_addr, r->ai_addrlen)) { perror("client: connect"); return 1; }
    freeaddrinfo(r);
    signal(SIGPIPE, SIG_IGN);
    switch (setjmp(out)) {
    case 1: perror("client: read"); return 1;
    case 2: fputs("client: the server hung up\n", stderr); return 1;
    case 3: perror("client: write"); return 1;
    }
    for (char **t = argv + 3; *t; t++) {
        char *line = malloc(strlen(*t) + 2);
        size_t n = sprintf(line, "%s\n", *t), k = 0;
        while (k < n) { ssize_t w = write(s, line + k, n - k); if (w < 0) longjmp(out, 3); k += w; }
        free(line);
        do putchar(c = next(s)); while (c != '\n');
    }
    return close(s);
}
