// expect: pass
// No handler at all: the signals are blocked and read from a signalfd; poll's time limit makes the seconds.
#include <err.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <unistd.h>

int main(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGTSTP);
    if (sigprocmask(SIG_BLOCK, &set, NULL) == -1) err(1, "sigprocmask");

    int sfd = signalfd(-1, &set, SFD_CLOEXEC);
    if (sfd == -1) err(1, "signalfd");

    struct pollfd pfd = { .fd = sfd, .events = POLLIN };
    for (;;) {
        int n = poll(&pfd, 1, 1000);
        if (n == -1) err(1, "poll");
        if (n == 0) {
            printf(".\n");
            fflush(stdout);
            continue;
        }
        struct signalfd_siginfo si;
        if (read(sfd, &si, sizeof si) != sizeof si) err(1, "read");
        if (si.ssi_signo == SIGTSTP) {
            printf("Signal %u => pause\n", si.ssi_signo);
            fflush(stdout);
        } else {
            printf("Signal %u => End of the program\n", si.ssi_signo);
            close(sfd);
            exit(EXIT_SUCCESS);
        }
    }
}
