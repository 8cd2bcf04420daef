/* What is left of an alarm, and that fork does not inherit it. */
#include "units.h"
int main(int argc, char **argv)
{
    begin(argc, argv);
    unsigned second = (unsigned)(unit_ms / 1000);
    catch_with(SIGALRM, 0);
    alarm(5 * second);
    nap(2);
    say("left", (long)alarm(4 * second) / second);
    if (fork() == 0) {
        say("in the child", alarm(0));
        return 0;
    }
    wait(NULL);
    nap(1);
    say("cancelled with", (long)(alarm(0) / second));
    nap(5);
    say("caught", caught);
    struct itimerval timer = {.it_value = span_us(2)}, rest;
    setitimer(ITIMER_REAL, &timer, NULL);
    nap(1);
    getitimer(ITIMER_REAL, &rest);
    struct timespec left = {rest.it_value.tv_sec, rest.it_value.tv_usec * 1000};
    say("interval timer: left", in_units(left));
    pause();
    say("caught", caught);
    return 0;
}
