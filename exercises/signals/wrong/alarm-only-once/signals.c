// expect: fail hang.deadlock
// The alarm goes off once; after the second dot there is none.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static volatile sig_atomic_t paused, ended;

static void on_pause(int sig)
{
    (void)sig;
    paused = 1;
}

static void on_alarm(int sig)
{
    (void)sig;
}

static void on_end(int sig)
{
    ended = sig;
}

int main(void)
{
    struct sigaction sa;

    memset(&sa, 0, sizeof sa);
    sa.sa_handler = on_pause;
    sigaction(SIGTSTP, &sa, NULL);
    sa.sa_handler = on_end;
    sigaction(SIGINT, &sa, NULL);
    sigaction(SIGTERM, &sa, NULL);
    sa.sa_handler = on_alarm;
    sigaction(SIGALRM, &sa, NULL);
    alarm(1);
    while (!ended) {
        printf(".\n");
        fflush(stdout);
        pause();  // <hang.deadlock>
        if (paused) {
            paused = 0;
            printf("Signal %d => pause\n", SIGTSTP);
            fflush(stdout);
        }
    }
    printf("Signal %d => End of the program\n", (int)ended);
    return 0;
}
