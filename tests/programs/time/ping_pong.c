/* Signals to and fro, with a sleep before each answer. */
#include "units.h"
int main(int argc, char **argv)
{
    begin(argc, argv);
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigprocmask(SIG_BLOCK, &set, NULL);
    pid_t other = getpid();
    pid_t child = fork();
    const char *name = child == 0 ? "child" : "parent";
    if (child != 0) other = child;
    for (int i = 0; i < 3; i++) {
        int signal;
        if (child != 0 || i > 0) sigwait(&set, &signal);
        nap(1);
        say(name, i);
        kill(other, SIGUSR1);
    }
    if (child != 0) wait(NULL);
    return 0;
}
