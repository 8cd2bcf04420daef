// expect: fail output.lost-in-buffer
// A child prints the dots, and the parent kills it in the end: in a pipe they are still in the child's buffer then.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
    sigset_t set;
    int sig;

    sigemptyset(&set);
    sigaddset(&set, SIGTSTP);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigprocmask(SIG_BLOCK, &set, NULL);

    pid_t child = fork();
    if (child == -1) {
        perror("fork");
        return 1;
    }
    if (child == 0) {
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
        fflush(stdout);
    }
    kill(child, SIGKILL); // <output.lost-in-buffer>
    wait(NULL);
    printf("Signal %d => End of the program\n", sig);
    return 0;
}
