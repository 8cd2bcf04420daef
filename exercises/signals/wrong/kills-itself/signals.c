// expect: fail exit.signal
// Ends by sending itself SIGKILL, "to be sure".
#include <signal.h>
#include <stdio.h>
#include <sys/types.h>
#include <unistd.h>

void sighandler(int sig)
{
    if (sig == SIGTSTP) {
        printf("Signal %d => pause\n", sig);
        fflush(stdout);
    } else {
        printf("Signal %d => End of the program\n", sig);
        fflush(stdout);
        kill(getpid(), SIGKILL); // <exit.signal>
    }
}

int main(void)
{
    signal(SIGTSTP, sighandler);
    signal(SIGINT, sighandler);
    signal(SIGTERM, sighandler);
    while (1) {
        printf(".\n");
        fflush(stdout);
        sleep(1);
    }
}
