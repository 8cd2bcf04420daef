/* Linux writes back what is left of the limit, and clears the sets when nothing has come. */
#include "units.h"
#include <sys/select.h>
int main(int argc, char **argv)
{
    begin(argc, argv);
    int fds[2];
    if (pipe(fds)) return 1;
    catch_with(SIGUSR1, SA_RESTART);
    if (fork() == 0) {
        nap(3);
        kill(getppid(), SIGUSR1);
        nap(1);
        if (write(fds[1], "x", 1) != 1) return 1;
        return 0;
    }
    for (int i = 0; i < 3; i++) {
        fd_set set;
        FD_ZERO(&set);
        FD_SET(fds[0], &set);
        struct timeval limit = span_us(i == 0 ? 2 : 5);
        int got = select(fds[0] + 1, &set, NULL, NULL, &limit);
        struct timespec left = {limit.tv_sec, limit.tv_usec * 1000};
        say(got == -1 && errno == EINTR ? "interrupted" : "select", got);
        say("left", in_units(left));
        if (got >= 0) say("set", FD_ISSET(fds[0], &set) != 0);
    }
    wait(NULL);
    return 0;
}
