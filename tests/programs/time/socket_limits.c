/* SO_RCVTIMEO and SO_SNDTIMEO: the limit, data before it, an accepted socket that inherits it, a handler. */
#include "units.h"
#include <sys/socket.h>
#include <sys/un.h>
int main(int argc, char **argv)
{
    begin(argc, argv);
    int pair[2];
    char byte, block[65536];
    memset(block, 'x', sizeof block);
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair)) return 1;
    struct timeval limit = span_us(2), told;
    socklen_t size = sizeof told;
    setsockopt(pair[0], SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    setsockopt(pair[0], SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    getsockopt(pair[0], SOL_SOCKET, SO_RCVTIMEO, &told, &size);
    struct timespec known = {told.tv_sec, told.tv_usec * 1000};
    say("limit", in_units(known));
    catch_with(SIGUSR1, SA_RESTART);
    if (fork() == 0) {
        nap(3);
        if (write(pair[1], "x", 1) != 1) return 1;
        nap(1);
        kill(getppid(), SIGUSR1);
        return 0;
    }
    for (int i = 0; i < 3; i++) {
        ssize_t got = i == 1 ? read(pair[0], &byte, 1) : recv(pair[0], &byte, 1, 0);
        say(got == -1 && errno == EAGAIN ? "limit" : got == -1 && errno == EINTR ? "interrupted" : "received", got);
    }
    wait(NULL);
    while (send(pair[0], block, sizeof block, 0) > 0) continue;
    say(errno == EAGAIN ? "full" : "?", 0);

    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int listener = socket(AF_UNIX, SOCK_STREAM, 0);
    strcpy(address.sun_path, "time.socket");
    if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 1)) return 1;
    setsockopt(listener, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    int got = accept(listener, NULL, NULL);
    say(got == -1 && errno == EAGAIN ? "nobody" : "?", got);
    unlink("time.socket");
    return 0;
}
