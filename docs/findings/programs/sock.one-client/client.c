#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    (void)argv;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(5000)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int line = socket(AF_INET, SOCK_STREAM, 0);
    if (line == -1 || connect(line, (struct sockaddr *)&address, sizeof address) == -1)
        return 1;
    char byte = 'x';
    if (argc > 1)
        pause();  // a client that says nothing
    if (write(line, &byte, 1) != 1 || read(line, &byte, 1) != 1)
        return 1;
    close(line);
    return 0;
}
