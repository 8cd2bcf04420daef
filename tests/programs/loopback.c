/* Talks to itself over 127.0.0.1. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(5000)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) == -1 || listen(listener, 1) == -1) {
        perror("bind");
        return 1;
    }
    int client = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(client, (struct sockaddr *)&address, sizeof address) == -1) {
        perror("connect");
        return 2;
    }
    int server = accept(listener, NULL, NULL);
    char text[6] = {0};
    if (write(client, "hello", 5) != 5 || read(server, text, 5) != 5) return 3;
    puts(text);
    return 0;
}
