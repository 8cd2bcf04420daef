#define _XOPEN_SOURCE 600
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include "signals.h"
static volatile sig_atomic_t last_end, pausing;
static void on_end(int s) { last_end = s; }
static void on_pause(int s) { (void)s; pausing++; }
void install(void)
{
    sigset(SIGINT, on_end);
    sigset(SIGTERM, on_end);
    sigset(SIGTSTP, on_pause);
}
int answer(void)
{
    while (pausing > 0) { pausing--; printf("Signal %d => pause\n", SIGTSTP); }
    if (last_end) printf("Signal %d => End of the program\n", last_end);
    fflush(stdout);
    return last_end != 0;
}
