/* sleep() tells the whole seconds that are left when a handler has interrupted it; nanosleep all of it. */
#include "units.h"
int main(int argc, char **argv)
{
    begin(argc, argv);
    catch_with(SIGUSR1, SA_RESTART);
    if (fork() == 0) {
        nap(2.5);
        kill(getppid(), SIGUSR1);
        nap(1.5);
        kill(getppid(), SIGUSR1);
        return 0;
    }
    unsigned left = sleep((unsigned)(5 * unit_ms / 1000));
    say("sleep: left", (long)(left * 1000 / unit_ms));
    struct timespec rest, all = span(4.5);
    int got = nanosleep(&all, &rest);
    say(got == -1 && errno == EINTR ? "interrupted" : "?", in_units(rest));
    got = nanosleep(&rest, NULL);
    say("the rest", got);
    return 0;
}
