// expect: fail output.mismatch
// Prints what it does and puts "Server: " before each answer.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int argc, char *argv[]) {
    if (argc < 4) {
        fprintf(stderr, "Usage: %s HOST PORT TEXT...\n", argv[0]);
        return 1;
    }
    struct sockaddr_in sa = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[2]))};
    if (atoi(argv[2]) < 1 || atoi(argv[2]) > 65535 || inet_pton(AF_INET, argv[1], &sa.sin_addr) != 1) {
        fprintf(stderr, "bad address\n");
        return 1;
    }
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(fd, (struct sockaddr *)&sa, sizeof sa) == -1) {
        perror("connect");
        return 1;
    }
    FILE *f = fdopen(fd, "r");
    char *line = NULL;
    size_t cap = 0;

    printf("Connected to server\n");
    for (int i = 3; i < argc; i++) {
        if (dprintf(fd, "%s\n", argv[i]) < 0) {
            perror("send");
            return 1;
        }
        if (getline(&line, &cap, f) == -1) {
            fprintf(stderr, "Server disconnected\n");
            return 1;
        }
        printf("Server: %s", line);
    }
    free(line);
    fclose(f);
    return 0;
}
