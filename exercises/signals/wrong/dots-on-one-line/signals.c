// expect: fail output.mismatch
// Prints the dots one after the other, without a newline.
#include <stdio.h>
#include <stdlib.h>
#include <signal.h>
#include <unistd.h>

void my_handler(int signum) {
    if (signum == SIGTSTP) {
        printf("\nSignal %d => pause\n", signum);
    } else {
        printf("\nSignal %d => End of the program\n", signum);
        exit(0);
    }
    fflush(stdout);
}

int main() {
    signal(SIGTSTP, my_handler);
    signal(SIGINT, my_handler);
    signal(SIGTERM, my_handler);
    while (1) {
        printf(".");
        fflush(stdout);
        sleep(1);
    }
    return 0;
}
