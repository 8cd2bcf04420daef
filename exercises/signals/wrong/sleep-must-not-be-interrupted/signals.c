// expect: fail signal.eintr
// Takes nanosleep that a handler interrupted for a failure.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

volatile sig_atomic_t stop, tstp;

static void h(int s, siginfo_t *si, void *ctx)
{
    (void)si;
    (void)ctx;
    if (s == SIGTSTP)
        tstp = 1;
    else
        stop = s;
}

static void tell_pause(void)
{
    if (tstp) {
        char line[64];
        tstp = 0;
        int n = snprintf(line, sizeof line, "Signal %d => pause\n", SIGTSTP);
        write(1, line, n);
    }
}

int main(void)
{
    struct sigaction sa = {.sa_sigaction = h, .sa_flags = SA_SIGINFO | SA_RESTART};
    int sigs[] = {SIGINT, SIGTERM, SIGTSTP, 0};
    for (int *p = sigs; *p; p++)
        if (sigaction(*p, &sa, NULL) < 0)
            return perror("sigaction"), 1;

    char line[64];
    while (!stop) {
        if (write(1, ".\n", 2) != 2)
            return 1;
        struct timespec t = {1, 0};
        if (nanosleep(&t, NULL) == -1) {  // <signal.eintr>
            perror("nanosleep");
            return 1;
        }
        {
            tell_pause();
        }
        tell_pause();
    }
    int n = snprintf(line, sizeof line, "Signal %d => End of the program\n", stop);
    write(1, line, n);
    return 0;
}
