#include <arpa/inet.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(5000)};
    int door = socket(AF_INET, SOCK_STREAM, 0);
    int yes = 1;
    setsockopt(door, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (door == -1 || bind(door, (struct sockaddr *)&address, sizeof address) == -1)
        return 1;
    if (listen(door, 8) == -1)
        return 1;
    for (;;) {
        int client = accept(door, NULL, NULL);
        char byte;
        if (client == -1)
            return 1;
        while (read(client, &byte, 1) == 1)  // <sock.one-client>
            write(client, &byte, 1);
        close(client);
    }
}
