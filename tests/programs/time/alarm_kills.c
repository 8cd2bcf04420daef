/* Nobody catches it. */
#include "units.h"
int main(int argc, char **argv)
{
    begin(argc, argv);
    if (fork() == 0) {
        alarm((unsigned)(2 * unit_ms / 1000));
        for (;;) nap(0.3);
    }
    int status;
    wait(&status);
    say("signal", WTERMSIG(status));
    alarm((unsigned)(unit_ms / 1000));
    for (;;) pause();
}
