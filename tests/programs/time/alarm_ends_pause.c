/* An alarm ends a pause, whatever SA_RESTART says; what was left of the one before it. */
#include "units.h"
int main(int argc, char **argv)
{
    begin(argc, argv);
    catch_with(SIGALRM, SA_RESTART);
    for (int i = 1; i <= 3; i++) {
        say("before it there were left", alarm((unsigned)(i * unit_ms / 1000)));
        int got = pause();
        say(got == -1 && errno == EINTR ? "interrupted" : "?", caught);
    }
    return 0;
}
