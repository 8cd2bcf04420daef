// Sends lines to the uppercase server. Over the network the answers are sometimes torn apart.
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX_LINE 65536

static char buffer[MAX_LINE + 2];

int main(int argc, char *argv[])
{
    struct sockaddr_in addr;
    int sock, port;

    if (argc < 4) {
        fprintf(stderr, "Usage: %s HOST PORT TEXT...\n", argv[0]);
        exit(1);
    }
    port = atoi(argv[2]);
    if (port < 1 || port > 65535) {
        fprintf(stderr, "bad port\n");
        exit(1);
    }

    memset(&addr, 0, sizeof(addr));
    addr.sin_family = AF_INET;
    addr.sin_port = htons(port);
    addr.sin_addr.s_addr = inet_addr(argv[1]);

    sock = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(sock, (struct sockaddr *)&addr, sizeof(addr)) == -1) {
        perror("connect");
        exit(1);
    }

    for (int i = 3; i < argc; i++) {
        int len = snprintf(buffer, sizeof(buffer), "%s\n", argv[i]);
        if (send(sock, buffer, len, MSG_NOSIGNAL) == -1) {
            perror("send");
            exit(1);
        }
        int n = recv(sock, buffer, sizeof(buffer) - 1, 0);
        if (n <= 0) {
            fprintf(stderr, "no answer\n");
            exit(1);
        }
        buffer[n] = '\0';
        if (buffer[n - 1] == '\n')
            buffer[n - 1] = '\0';
        printf("%s\n", buffer);
    }
    close(sock);
    return 0;
}
