#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int argc, char *argv[]) {
    if (argc < 4) {
        fprintf(stderr, "Usage: %s HOST PORT TEXT...\n", argv[0]);
        return 1;
    }
    int port = atoi(argv[2]);
    if (port < 1 || port > 65535) {
        fprintf(stderr, "bad port: %s\n", argv[2]);
        return 1;
    }

    int sock = socket(AF_INET, SOCK_STREAM, 0);
    if (sock == -1) {
        perror("socket");
        return 1;
    }
    struct sockaddr_in addr = {0};
    addr.sin_family = AF_INET;
    addr.sin_port = htons(port);
    if (inet_pton(AF_INET, argv[1], &addr.sin_addr) != 1) {
        fprintf(stderr, "bad address: %s\n", argv[1]);
        return 1;
    }
    if (connect(sock, (struct sockaddr *)&addr, sizeof(addr)) == -1) {
        perror("connect");
        return 1;
    }

    FILE *in = fdopen(sock, "r");
    FILE *out = fdopen(dup(sock), "w");
    char *line = NULL;
    size_t size = 0;
    for (int i = 3; i < argc; i++) {
        fprintf(out, "%s\n", argv[i]);
        fflush(out);
        if (getline(&line, &size, in) <= 0 || strchr(line, '\n') == NULL) {
            fprintf(stderr, "connection lost\n");
            return 1;
        }
        fputs(line, stdout);
    }
    free(line);
    fclose(out);
    fclose(in);
    return 0;
}
