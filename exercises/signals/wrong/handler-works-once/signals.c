// expect: fail signal.not-handled
// SA_RESETHAND: the second control-Z finds the default effect again.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void handler(int sig)
{
    if (sig == SIGTSTP) {
        printf("Signal %d => pause\n", sig);
        fflush(stdout);
    } else {
        printf("Signal %d => End of the program\n", sig);
        exit(0);
    }
}

int main(void)
{
    struct sigaction sa;
    int i, sigs[3] = {SIGTSTP, SIGINT, SIGTERM};

    sigemptyset(&sa.sa_mask);
    sa.sa_flags = SA_RESETHAND;
    sa.sa_handler = handler;
    for (i = 0; i < 3; i++)
        if (sigaction(sigs[i], &sa, NULL) == -1) {  // <signal.not-handled>
            perror("sigaction");
            exit(1);
        }
    while (1) {
        printf(".\n");
        fflush(stdout);
        sleep(1);
    }
}
