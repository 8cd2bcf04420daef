// expect: fail memory.error
// Puts the number into a text that can't be written to: SIGSEGV in the handler of control-Z.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

char *message = "Signal ?? => pause\n";

void on_tstp(int sig)
{
    message[7] = '0' + sig / 10; // <memory.error>
    message[8] = '0' + sig % 10;
    fputs(message, stdout);
    fflush(stdout);
}

void on_end(int sig)
{
    printf("Signal %d => End of the program\n", sig);
    exit(0);
}

int main(void)
{
    signal(SIGTSTP, on_tstp);
    signal(SIGINT, on_end);
    signal(SIGTERM, on_end);
    while (1) {
        printf(".\n");
        fflush(stdout);
        sleep(1);
    }
}
