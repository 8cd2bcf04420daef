/* A periodic setitimer, and what it says of itself when it is switched off. */
#include "units.h"
int main(int argc, char **argv)
{
    begin(argc, argv);
    catch_with(SIGALRM, 0);
    struct itimerval timer = {span_us(1), span_us(2)}, off = {{0, 0}, {0, 0}}, old;
    setitimer(ITIMER_REAL, &timer, NULL);
    for (int i = 0; i < 4; i++) {
        pause();
        say("caught", caught);
    }
    setitimer(ITIMER_REAL, &off, &old);
    struct timespec left = {old.it_value.tv_sec, old.it_value.tv_usec * 1000};
    say("left", in_units(left));
    struct timespec interval = {old.it_interval.tv_sec, old.it_interval.tv_usec * 1000};
    say("interval", in_units(interval));
    return 0;
}
