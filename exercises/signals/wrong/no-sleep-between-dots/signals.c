// expect: fail output.too-much
// Forgets the second between two dots.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

static void handler(int sig)
{
    printf("Signal %d => %s\n", sig, sig == SIGTSTP ? "pause" : "End of the program");
    if (sig != SIGTSTP)
        exit(0);
}

int main(void)
{
    signal(SIGTSTP, handler);
    signal(SIGINT, handler);
    signal(SIGTERM, handler);
    while (1) {
        printf(".\n");  // <output.too-much>
    }
}
