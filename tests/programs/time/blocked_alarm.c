/* Blocked it stays pending; sigwait takes it, a signalfd tells of it. */
#include "units.h"
#include <sys/signalfd.h>
int main(int argc, char **argv)
{
    begin(argc, argv);
    sigset_t set, pending;
    sigemptyset(&set);
    sigaddset(&set, SIGALRM);
    sigprocmask(SIG_BLOCK, &set, NULL);
    alarm((unsigned)(unit_ms / 1000));
    nap(2);
    sigpending(&pending);
    say("pending", sigismember(&pending, SIGALRM));
    int signal = 0;
    sigwait(&set, &signal);
    say("taken", signal);
    int fd = signalfd(-1, &set, 0);
    alarm((unsigned)(2 * unit_ms / 1000));
    struct pollfd look = {fd, POLLIN, 0};
    say("poll", poll(&look, 1, span_ms(5)));
    struct signalfd_siginfo info;
    ssize_t got = read(fd, &info, sizeof info);
    say("read", got == sizeof info ? (long)info.ssi_signo : -1);
    return 0;
}
