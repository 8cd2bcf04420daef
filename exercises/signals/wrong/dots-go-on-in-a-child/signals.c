// expect: fail proc.orphan
// A child prints the dots; the parent ends without ending its child.
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

    if (fork() == 0) { // <proc.orphan>
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
