// expect: fail output.mismatch,hang.deadlock
// Takes the word of the message for an order: calls pause() in the handler, and the dots stop.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

void stop_handler(int sig)
{
    printf("Signal %d => pause\n", sig);
    fflush(stdout);
    pause();
}

void end_handler(int sig)
{
    printf("Signal %d => End of the program\n", sig);
    exit(EXIT_SUCCESS);
}

int main(void)
{
    signal(SIGTSTP, stop_handler);
    signal(SIGINT, end_handler);
    signal(SIGTERM, end_handler);
    while (1) {
        printf(".\n");
        fflush(stdout);
        sleep(1);
    }
    return 0;
}
