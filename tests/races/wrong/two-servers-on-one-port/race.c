// expect: fail race.schedule-dependent
// Both want the port, and it is meant to be the first one that gets it.
#define _DEFAULT_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <arpa/inet.h>
#include <sys/socket.h>

static void serve(char name, int ready)
{
    struct sockaddr_in at = {0};
    at.sin_family = AF_INET;
    at.sin_port = htons(8080);
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(fd, (struct sockaddr *)&at, sizeof at) == -1 || listen(fd, 1) == -1)
        name = '-';
    if (write(ready, &name, 1) != 1)
        _exit(1);
    pause();
    _exit(0);
}

int main(void)
{
    int ends[2];
    pid_t servers[2];
    char names[2];
    if (pipe(ends) == -1)
        return 1;
    for (int i = 0; i < 2; i++) {
        servers[i] = fork();
        if (servers[i] == 0)
            serve("AB"[i], ends[1]);
    }
    for (int i = 0; i < 2; i++)
        if (read(ends[0], &names[i], 1) != 1)
            return 1;
    puts(names[0] == 'A' || names[1] == 'A' ? "ok" : "the other server has the port");
    for (int i = 0; i < 2; i++)
        kill(servers[i], SIGKILL);
    while (wait(NULL) > 0) {
    }
    return 0;
}
