/* Without SA_RESTART the read fails; with it, it goes on until data comes. */
#include "units.h"
int main(int argc, char **argv)
{
    begin(argc, argv);
    int fds[2];
    char byte;
    if (pipe(fds)) return 1;
    catch_with(SIGALRM, 0);
    alarm((unsigned)(unit_ms / 1000));
    ssize_t got = read(fds[0], &byte, 1);
    say(got == -1 && errno == EINTR ? "interrupted" : "?", got);
    catch_with(SIGALRM, SA_RESTART);
    if (fork() == 0) {
        nap(3);
        if (write(fds[1], "x", 1) != 1) return 1;
        return 0;
    }
    alarm((unsigned)(unit_ms / 1000));
    got = read(fds[0], &byte, 1);
    say(got == 1 ? "data" : "?", caught);
    wait(NULL);
    return 0;
}
