// expect: fail stream.partial-read,output.mismatch
// Takes one recv for one answer, in whatever pieces the answer comes.
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define BUFFER_SIZE 70000

static char buffer[BUFFER_SIZE];

int main(int argc, char *argv[])
{
    int sock;
    struct sockaddr_in server;

    if (argc < 4) {
        fprintf(stderr, "Usage: %s HOST PORT TEXT...\n", argv[0]);
        return 1;
    }
    int port = atoi(argv[2]);
    if (port < 1 || port > 65535) {
        fprintf(stderr, "Wrong port\n");
        return 1;
    }
    sock = socket(AF_INET, SOCK_STREAM, 0);
    if (sock == -1) {
        perror("Could not create socket");
        return 1;
    }
    server.sin_addr.s_addr = inet_addr(argv[1]);
    server.sin_family = AF_INET;
    server.sin_port = htons(port);
    if (connect(sock, (struct sockaddr *)&server, sizeof(server)) < 0) {
        perror("connect failed. Error");
        return 1;
    }

    for (int i = 3; i < argc; i++) {
        snprintf(buffer, sizeof(buffer), "%s\n", argv[i]);
        if (send(sock, buffer, strlen(buffer), MSG_NOSIGNAL) < 0) {
            perror("send");
            return 1;
        }
        ssize_t n = recv(sock, buffer, sizeof(buffer) - 1, 0);  // <stream.partial-read>
        if (n <= 0) {
            fprintf(stderr, "recv failed\n");
            return 1;
        }
        buffer[n] = '\0';
        buffer[strcspn(buffer, "\n")] = '\0';
        puts(buffer);
    }
    close(sock);
    return 0;
}
