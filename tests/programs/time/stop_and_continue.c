/* A stopped process sleeps on: its time passes, but it comes back only when it is continued. */
#include "units.h"
static pid_t sleeper(double units)
{
    pid_t child = fork();
    if (child != 0) return child;
    struct timespec t = span(units);
    int got = nanosleep(&t, NULL);
    say("slept", got);
    _exit(0);
}
int main(int argc, char **argv)
{
    begin(argc, argv);
    pid_t one = sleeper(2), other = sleeper(6);
    nap(1);
    kill(one, SIGSTOP);
    kill(other, SIGSTOP);
    int status;
    waitpid(one, &status, WUNTRACED);
    say("stopped", WIFSTOPPED(status));
    nap(3);
    kill(one, SIGCONT);
    kill(other, SIGCONT);
    waitpid(one, &status, 0);
    say("ended", WEXITSTATUS(status));
    waitpid(other, &status, 0);
    say("ended", WEXITSTATUS(status));
    return 0;
}
