// expect: pass
// sigset, as in System V; select for a quarter of a second at a time. Two files.
#include <sys/select.h>
#include <stdio.h>
#include "signals.h"
int main(int argc, char **argv)
{
    (void)argc; (void)argv;
    install();
    do {
        struct timeval tv = { 0, 250000 };
        static int quarter;
        if (select(0, NULL, NULL, NULL, &tv) == 0 && ++quarter % 4 == 0) printf(".\n");
    } while (!answer());
    return 0;
}
