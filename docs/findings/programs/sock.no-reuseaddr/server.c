#include <arpa/inet.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(5000)};
    int door = socket(AF_INET, SOCK_STREAM, 0);
    if (door == -1 || bind(door, (struct sockaddr *)&address, sizeof address) == -1)  // <sock.no-reuseaddr>
        return 1;
    if (listen(door, 8) == -1)
        return 1;
    int client = accept(door, NULL, NULL);
    if (client == -1)
        return 1;
    char byte;
    if (read(client, &byte, 1) == 1)
        write(client, &byte, 1);
    close(client);  // the server closes first: the port stays reserved
    close(door);
    return 0;
}
