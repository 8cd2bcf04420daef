// expect: fail race.schedule-dependent
// The parent connects, and the child may not listen yet.
#define _DEFAULT_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <sched.h>
#include <sys/socket.h>
#include <sys/un.h>

int main(void)
{
    struct sockaddr_un at = {AF_UNIX, "socket"};
    char text[8] = "";
    pid_t child = fork();
    if (child == 0) {
        int listening = socket(AF_UNIX, SOCK_STREAM, 0);
        bind(listening, (struct sockaddr *)&at, sizeof at);
        listen(listening, 1);
        int one = accept(listening, NULL, NULL);
        if (write(one, "ok", 2) != 2)
            _exit(1);
        _exit(0);
    }
    sched_yield();
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    if (connect(fd, (struct sockaddr *)&at, sizeof at) == -1) {
        kill(child, SIGKILL);
        puts("nobody there");
    } else if (read(fd, text, sizeof text - 1) > 0) {
        puts(text);
    }
    waitpid(child, NULL, 0);
    unlink("socket");
    return 0;
}
