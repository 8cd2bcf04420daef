/* epoll_wait, epoll_pwait and epoll_pwait2: the limit, data, a handler. */
#define _GNU_SOURCE
#include "units.h"
#include <sys/epoll.h>
int main(int argc, char **argv)
{
    begin(argc, argv);
    int fds[2], set = epoll_create1(0);
    if (pipe(fds)) return 1;
    struct epoll_event event = {EPOLLIN, {.fd = fds[0]}};
    epoll_ctl(set, EPOLL_CTL_ADD, fds[0], &event);
    catch_with(SIGCHLD, SA_RESTART);
    if (fork() == 0) {
        nap(4);
        if (write(fds[1], "x", 1) != 1) return 1;
        nap(1);
        return 0;
    }
    say("epoll_wait", epoll_wait(set, &event, 1, span_ms(3)));
    say("epoll_wait", epoll_wait(set, &event, 1, span_ms(3)));
    char byte;
    if (read(fds[0], &byte, 1) != 1) return 1;
    int got = epoll_pwait(set, &event, 1, span_ms(3), NULL);
    say(got == -1 && errno == EINTR ? "interrupted" : "?", caught);
    struct timespec limit = span(2);
    say("epoll_pwait2", epoll_pwait2(set, &event, 1, &limit, NULL));
    return 0;
}
