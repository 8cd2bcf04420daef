/* Every clock sees the same time pass. */
#include "units.h"
int main(int argc, char **argv)
{
    begin(argc, argv);
    const clockid_t clocks[] = {CLOCK_REALTIME, CLOCK_MONOTONIC, 4 /* raw */, 7 /* boottime */};
    for (int i = 0; i < 4; i++) {
        struct timespec from, to;
        clock_gettime(clocks[i], &from);
        nap(1);
        clock_gettime(clocks[i], &to);
        say("clock", in_units(between(from, to)));
        int grows = to.tv_sec > from.tv_sec || (to.tv_sec == from.tv_sec && to.tv_nsec > from.tv_nsec);
        say("grows", grows);
    }
    struct timeval before, later;
    time_t seconds = time(NULL);
    gettimeofday(&before, NULL);
    nap(3);
    gettimeofday(&later, NULL);
    struct timespec from = {before.tv_sec, before.tv_usec * 1000}, to = {later.tv_sec, later.tv_usec * 1000};
    say("gettimeofday", in_units(between(from, to)));
    say("time", (long)(time(NULL) - seconds) >= 3 * unit_ms / 1000);
    say("both are the same date", labs(time(NULL) - later.tv_sec) <= 1);
    clock_t work = clock();
    nap(1);
    say("processor time while asleep", (clock() - work) / CLOCKS_PER_SEC);
    return 0;
}
