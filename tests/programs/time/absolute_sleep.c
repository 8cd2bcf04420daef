/* A rhythm that does not drift, whatever is done between two beats; a moment in the past is no sleep. */
#include "units.h"
int main(int argc, char **argv)
{
    begin(argc, argv);
    for (int i = 1; i <= 3; i++) {
        struct timespec beat = begun, more = span(i);
        long long ns = beat.tv_nsec + more.tv_nsec;
        beat.tv_sec += more.tv_sec + ns / 1000000000;
        beat.tv_nsec = ns % 1000000000;
        nap(0.3);
        int got = clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &beat, NULL);
        say("beat", got);
    }
    struct timespec date = after(CLOCK_REALTIME, 2);
    say("date", clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &date, NULL));
    say("past", clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &begun, NULL));
    return 0;
}
