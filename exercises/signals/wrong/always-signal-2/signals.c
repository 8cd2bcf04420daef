// expect: fail output.mismatch
// One message for both endings: says "Signal 2" also for SIGTERM.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

void pausa(int s)
{
    (void)s;
    puts("Signal 20 => pause");
    fflush(stdout);
}

void fin(int s)
{
    (void)s;
    puts("Signal 2 => End of the program");
    exit(0);
}

int main(void)
{
    signal(20, pausa);
    signal(2, fin);
    signal(15, fin);
    while (1) {
        puts(".");
        fflush(stdout);
        sleep(1);
    }
}
