// expect: fail hang.deadlock
// Sends the text without the newline and waits for as many bytes: the server cannot know that the line is complete.
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int argc, char *argv[]) {
    if (argc < 4) {
        fprintf(stderr, "Usage: client HOST PORT TEXT...\n");
        return 1;
    }
    int port = atoi(argv[2]);
    if (port < 1 || port > 65535) {
        fprintf(stderr, "client: port %s?\n", argv[2]);
        return 1;
    }
    int s = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = inet_addr(argv[1])};
    if (connect(s, (struct sockaddr *)&to, sizeof to) < 0) {
        perror("client: connect");
        return 1;
    }
    for (int i = 3; i < argc; i++) {
        size_t len = strlen(argv[i]);
        char *answer = malloc(len + 1);
        for (size_t n = 0; n < len;) {
            ssize_t k = send(s, argv[i] + n, len - n, MSG_NOSIGNAL);
            if (k < 0) {
                perror("client: send");
                return 1;
            }
            n += k;
        }
        for (size_t n = 0; n < len;) {
            ssize_t k = recv(s, answer + n, len - n, 0);  // <hang.deadlock>
            if (k <= 0) {
                fprintf(stderr, "client: no answer\n");
                return 1;
            }
            n += k;
        }
        answer[len] = '\0';
        printf("%s\n", answer);
        free(answer);
    }
    close(s);
    return 0;
}
