// expect: pass
// A child prints the dots and takes no notice of the signals; the parent answers them, ends the child and waits for it.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
    sigset_t set;
    int sig;
    pid_t child;

    sigemptyset(&set);
    sigaddset(&set, SIGTSTP);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigprocmask(SIG_BLOCK, &set, NULL); /* inherited by the child */

    child = fork();
    if (child < 0) {
        perror("fork");
        return EXIT_FAILURE;
    }
    if (child == 0) {
        for (;;) {
            if (write(STDOUT_FILENO, ".\n", 2) != 2)
                _exit(1);
            sleep(1);
        }
    }

    do {
        sigwait(&set, &sig);
        if (sig == SIGTSTP) {
            dprintf(STDOUT_FILENO, "Signal %d => pause\n", sig);
        }
    } while (sig == SIGTSTP);

    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    dprintf(STDOUT_FILENO, "Signal %d => End of the program\n", sig);
    return EXIT_SUCCESS;
}
