// expect: fail signal.not-handled
// Only what can be typed is handled: SIGTERM keeps its default effect.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

void traiter_signal(int numero)
{
    if (numero == SIGTSTP) {
        printf("Signal %d => pause\n", numero);
        fflush(stdout);
    }
    if (numero == SIGINT) {
        printf("Signal %d => End of the program\n", numero);
        exit(0);
    }
}

int main(void)
{
    struct sigaction action;

    action.sa_handler = traiter_signal;
    sigemptyset(&action.sa_mask);
    action.sa_flags = 0;
    sigaction(SIGTSTP, &action, NULL);
    sigaction(SIGINT, &action, NULL);

    while (1) {
        printf(".\n");
        fflush(stdout);
        sleep(1);  // <signal.not-handled>
    }
}
