#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

int main(void)
{
    struct sockaddr_un name = {.sun_family = AF_UNIX};
    strcpy(name.sun_path, "door");
    int door = socket(AF_UNIX, SOCK_STREAM, 0);
    if (door == -1 || bind(door, (struct sockaddr *)&name, sizeof name) == -1)  // <ipc.leak.socket-file>
        return 1;
    close(door);
    return 0;
}
