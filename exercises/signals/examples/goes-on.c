// A program with a typical mistake. It says that it ends.
// ipclab check signals exercises/signals/examples/goes-on.c says what it is.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int main(void)
{
    sigset_t set;
    int sig;

    setvbuf(stdout, NULL, _IONBF, 0);
    sigemptyset(&set);
    sigaddset(&set, SIGTSTP);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigprocmask(SIG_BLOCK, &set, NULL);

    if (fork() == 0) {
        while (1) {
            printf(".\n");
            sleep(1);
        }
    }

    while (1) {
        sigwait(&set, &sig);
        if (sig != SIGTSTP)
            break;
        printf("Signal %d => pause\n", sig);
    }
    printf("Signal %d => End of the program\n", sig);
    return 0;
}
