/* A periodic timer interrupts a sleep again and again; slept on to its end it is as long as asked. */
#include "units.h"
int main(int argc, char **argv)
{
    begin(argc, argv);
    catch_with(SIGALRM, 0);
    struct itimerval timer = {span_us(0.75), span_us(0.5)}, off = {{0, 0}, {0, 0}};
    setitimer(ITIMER_REAL, &timer, NULL);
    nap(3);
    say("caught", caught);
    setitimer(ITIMER_REAL, &off, NULL);
    nap(2);
    say("caught", caught);
    return 0;
}
