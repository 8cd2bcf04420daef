// expect: fail exit.status
// Every error is reported, and then the client returns 0.
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int ask(int fd, FILE *in, const char *text)
{
    static char *answer;
    static size_t size;

    if (dprintf(fd, "%s\n", text) < 0) {
        perror("client: sending");
        return 0;
    }
    ssize_t n = getline(&answer, &size, in);
    if (n < 1 || answer[n - 1] != '\n') {
        fprintf(stderr, "client: the server has gone\n");
        return 0;
    }
    fwrite(answer, 1, n, stdout);
    return 1;
}

int main(int argc, char *argv[])
{
    if (argc < 4) {
        fprintf(stderr, "Usage: client HOST PORT TEXT...\n");
        return 0;
    }
    struct addrinfo hints = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM}, *res;
    int rc = getaddrinfo(argv[1], argv[2], &hints, &res);
    if (rc != 0) {
        fprintf(stderr, "client: %s\n", gai_strerror(rc));
        return 0;
    }
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(fd, res->ai_addr, res->ai_addrlen) == -1) {
        perror("client: connect");
        return 0;
    }
    freeaddrinfo(res);
    FILE *in = fdopen(fd, "r");
    for (int i = 3; i < argc; i++)
        if (!ask(fd, in, argv[i]))
            break;
    fclose(in);
    return 0;
}
