/* Data before the limit, the limit before data, a handler before both, the end of file. */
#define _GNU_SOURCE
#include "units.h"
int main(int argc, char **argv)
{
    begin(argc, argv);
    int fds[2];
    char byte;
    if (pipe(fds)) return 1;
    catch_with(SIGUSR1, SA_RESTART);
    if (fork() == 0) {
        nap(1);
        if (write(fds[1], "x", 1) != 1) return 1;
        nap(3);
        kill(getppid(), SIGUSR1);
        nap(1);
        return 0;
    }
    close(fds[1]);
    struct pollfd look = {fds[0], POLLIN, 0};
    int got = poll(&look, 1, span_ms(5));
    say("poll", got);
    if (read(fds[0], &byte, 1) != 1) return 1;
    look.revents = 77;
    got = poll(&look, 1, span_ms(2));
    say("poll", got);
    say("revents", look.revents);
    got = poll(&look, 1, span_ms(5));
    say(got == -1 && errno == EINTR ? "interrupted" : "?", got);
    struct timespec limit = span(3);
    got = ppoll(&look, 1, &limit, NULL);
    say(look.revents & POLLHUP ? "end" : "?", got);
    say("poll without waiting", poll(NULL, 0, 0));
    return 0;
}
