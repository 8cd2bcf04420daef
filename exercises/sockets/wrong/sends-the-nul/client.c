// expect: fail output.mismatch
// Sends strlen + 1 bytes: after each newline comes a NUL, which belongs to no line.
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int argc, char *argv[])
{
    if (argc < 4) {
        fprintf(stderr, "Usage: %s HOST PORT TEXT...\n", argv[0]);
        exit(EXIT_FAILURE);
    }
    int port = atoi(argv[2]);
    if (port < 1 || port > 65535) {
        fprintf(stderr, "Invalid port %s\n", argv[2]);
        exit(EXIT_FAILURE);
    }
    int sock = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in srv = {.sin_family = AF_INET, .sin_port = htons(port)};
    srv.sin_addr.s_addr = inet_addr(argv[1]);
    if (connect(sock, (struct sockaddr *)&srv, sizeof(srv)) == -1) {
        perror("connect");
        exit(EXIT_FAILURE);
    }

    for (int i = 3; i < argc; i++) {
        char *msg = malloc(strlen(argv[i]) + 2);
        sprintf(msg, "%s\n", argv[i]);
        size_t len = strlen(msg) + 1, off = 0;  /* with the final '\0' */
        while (off < len) {
            ssize_t n = send(sock, msg + off, len - off, MSG_NOSIGNAL);
            if (n == -1) {
                perror("send");
                exit(EXIT_FAILURE);
            }
            off += n;
        }
        free(msg);

        char c = ' ';
        while (c != '\n') {
            if (recv(sock, &c, 1, 0) <= 0) {
                fprintf(stderr, "Connection closed\n");
                exit(EXIT_FAILURE);
            }
            if (c != '\0')
                putchar(c);
        }
    }
    close(sock);
    return 0;
}
