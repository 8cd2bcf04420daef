// expect: fail output.mismatch
// Prints the name of the signal as well as its number.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void on_pause(int sig)
{
    fprintf(stdout, "Signal %d (%s) => pause\n", sig, strsignal(sig));
    fflush(stdout);
}

static void on_end(int sig)
{
    fprintf(stdout, "Signal %d => End of the program\n", sig);
    exit(0);
}

int main(void)
{
    signal(SIGTSTP, on_pause);
    signal(SIGINT, on_end);
    signal(SIGTERM, on_end);
    for (;;) {
        fprintf(stdout, ".\n");
        fflush(stdout);
        sleep(1);
    }
}
