/* The limit, a signal before it, a handler for another signal before both, and an alarm that is waited for. */
#include "units.h"
int main(int argc, char **argv)
{
    begin(argc, argv);
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigaddset(&set, SIGALRM);
    sigprocmask(SIG_BLOCK, &set, NULL);
    catch_with(SIGUSR2, SA_RESTART);
    pid_t child = fork();
    if (child == 0) {
        nap(3);
        kill(getppid(), SIGUSR1);
        nap(1);
        kill(getppid(), SIGUSR2);
        return 0;
    }
    siginfo_t info;
    struct timespec limit = span(2);
    int got = sigtimedwait(&set, &info, &limit);
    say(got == -1 && errno == EAGAIN ? "limit" : "?", got);
    got = sigtimedwait(&set, &info, &limit);
    say(info.si_code == SI_USER && info.si_pid == child ? "from the child" : "?", got);
    got = sigtimedwait(&set, &info, &limit);
    say(got == -1 && errno == EINTR ? "interrupted" : "?", got);
    alarm((unsigned)(unit_ms / 1000));
    got = sigwaitinfo(&set, &info);
    say("alarm", got);
    wait(NULL);
    return 0;
}
