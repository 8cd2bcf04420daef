/* A signal that is blocked but for the wait. */
#include "units.h"
#include <sys/select.h>
int main(int argc, char **argv)
{
    begin(argc, argv);
    catch_with(SIGALRM, SA_RESTART);
    sigset_t blocked, before;
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGALRM);
    sigprocmask(SIG_BLOCK, &blocked, &before);
    alarm((unsigned)(unit_ms / 1000));
    nap(2);
    say("blocked", caught);
    struct timespec limit = span(3);
    int got = pselect(0, NULL, NULL, NULL, &limit, &before);
    say(got == -1 && errno == EINTR ? "interrupted" : "?", caught);
    alarm((unsigned)(unit_ms / 1000));
    got = pselect(0, NULL, NULL, NULL, &limit, &before);
    say(got == -1 && errno == EINTR ? "interrupted" : "?", caught);
    alarm((unsigned)(4 * unit_ms / 1000));
    got = pselect(0, NULL, NULL, NULL, &limit, &before);
    say("limit", got);
    sigset_t now;
    sigprocmask(SIG_SETMASK, NULL, &now);
    say("still blocked", sigismember(&now, SIGALRM));
    got = sigsuspend(&before);
    say("suspended", caught);
    return 0;
}
