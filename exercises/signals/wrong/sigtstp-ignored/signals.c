// expect: fail signal.not-handled
// Takes "is not stopped" for "ignores the signal".
#include <stdio.h>
#include <stdlib.h>
#include <signal.h>
#include <unistd.h>

static void quit(int s) {
    printf("Signal %d => End of the program\n", s);
    exit(EXIT_SUCCESS);
}

int main(void) {
    signal(SIGTSTP, SIG_IGN); // <signal.not-handled>
    signal(SIGINT, quit);
    signal(SIGTERM, quit);
    while (1) {
        puts(".");
        sleep(1);
    }
}
