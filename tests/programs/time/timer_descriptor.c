/* A timerfd: read, counted, polled, set anew, disarmed, and used by a child that inherited it. */
#include "units.h"
#include <stdint.h>
#include <sys/timerfd.h>
static int timer;
static void expirations(void)
{
    uint64_t count = 0;
    ssize_t got = read(timer, &count, sizeof count);
    say(got == 8 ? "expired" : "?", (long)count);
}
int main(int argc, char **argv)
{
    begin(argc, argv);
    timer = timerfd_create(CLOCK_MONOTONIC, 0);
    struct itimerspec once = {{0, 0}, span(2)}, every = {span(1), span(2)}, off = {{0, 0}, {0, 0}}, left;
    timerfd_settime(timer, 0, &once, NULL);
    expirations();
    timerfd_settime(timer, 0, &every, NULL);
    nap(4.5);
    expirations();
    timerfd_gettime(timer, &left);
    say("interval", in_units(left.it_interval));
    expirations();
    timerfd_settime(timer, 0, &off, &left);
    say("left", in_units(left.it_value));
    struct pollfd look = {timer, POLLIN, 0};
    say("poll while disarmed", poll(&look, 1, span_ms(2)));
    every.it_value = after(CLOCK_MONOTONIC, 3);
    timerfd_settime(timer, TFD_TIMER_ABSTIME, &every, NULL);
    say("poll", poll(&look, 1, span_ms(9)));
    fflush(stdout);
    if (fork() == 0) {
        expirations();
        expirations();
        return 0;
    }
    wait(NULL);
    return 0;
}
