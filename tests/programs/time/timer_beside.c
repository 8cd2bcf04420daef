/* A timerfd that expires while its process does something else: sleeps, waits for a child, reads a pipe, works; that is set
   anew before anybody reads; that a handler's signal comes together with; that is waited for through a set of epoll whose
   user has no descriptor of it. */
#include "units.h"
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
static int timer;
static void set(double first, double then)
{
    struct itimerspec time = {span(then), span(first)};
    timerfd_settime(timer, 0, &time, NULL);
}
static void expirations(void)
{
    uint64_t count = 0;
    ssize_t got = read(timer, &count, sizeof count);
    say(got == 8 ? "expired" : strerror(errno), (long)count);
}
static void child(double life)
{
    if (fork() == 0) {
        nap(life);
        _exit(0);
    }
}
int main(int argc, char **argv)
{
    begin(argc, argv);
    timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
    set(1, 1);
    expirations();
    child(2.5);
    wait(NULL);
    expirations();
    int ends[2];
    if (pipe(ends)) return 1;
    if (fork() == 0) {
        nap(3);
        return write(ends[1], "x", 1) != 1;
    }
    char byte;
    if (read(ends[0], &byte, 1) != 1) return 1;
    expirations();
    wait(NULL);
    nap(1.5);
    set(2, 0);
    expirations();
    int copy = dup(timer);
    close(timer);
    timer = copy;
    nap(2.5);
    expirations();
    expirations();

    catch_with(SIGALRM, 0);
    int set_of_all = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN};
    epoll_ctl(set_of_all, EPOLL_CTL_ADD, timer, &event);
    struct itimerval alarm_at = {{0, 0}, span_us(2)};
    setitimer(ITIMER_REAL, &alarm_at, NULL);
    set(2, 0);
    for (int i = 0; i < 2; i++) {
        int ready = epoll_wait(set_of_all, &event, 1, span_ms(9));
        say(ready == -1 ? strerror(errno) : "ready", ready);
    }
    say("caught", caught);
    expirations();

    fflush(stdout);
    set(2, 2);
    if (fork() == 0) {
        close(timer);
        for (int i = 0; i < 2; i++) say("in the set", epoll_wait(set_of_all, &event, 1, -1));
        _exit(0);
    }
    wait(NULL);
    expirations();
    return 0;
}
