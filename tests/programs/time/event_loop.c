/* poll over a pipe, a timerfd and a limit; a child that writes at moments of its own. */
#include "units.h"
#include <stdint.h>
#include <sys/timerfd.h>
int main(int argc, char **argv)
{
    begin(argc, argv);
    int fds[2], timer = timerfd_create(CLOCK_REALTIME, 0);
    if (pipe(fds)) return 1;
    struct itimerspec every = {span(3), span(2.5)};
    timerfd_settime(timer, 0, &every, NULL);
    if (fork() == 0) {
        const double waits[] = {1, 0.8, 5.3, 0.5};
        for (int i = 0; i < 4; i++) {
            nap(waits[i]);
            if (write(fds[1], &"abcd"[i], 1) != 1) return 1;
        }
        return 0;
    }
    close(fds[1]);
    for (;;) {
        struct pollfd look[2] = {{fds[0], POLLIN, 0}, {timer, POLLIN, 0}};
        int got = poll(look, 2, span_ms(1.2));
        uint64_t count;
        char byte;
        if (got == 0) say("nothing", 0);
        if (look[1].revents && read(timer, &count, 8) == 8) say("timer", (long)count);
        if (look[0].revents) {
            if (read(fds[0], &byte, 1) <= 0) break;
            say("data", byte);
        }
    }
    say("end", 0);
    return 0;
}
