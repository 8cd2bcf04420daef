/* Works until a handler has set a variable, then until a child has: never asks for the time. */
#include "units.h"
#include <sys/mman.h>
int main(int argc, char **argv)
{
    begin(argc, argv);
    volatile int *flag = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    catch_with(SIGALRM, 0);
    struct itimerval timer = {{0, 0}, span_us(1)};
    setitimer(ITIMER_REAL, &timer, NULL);
    while (caught == 0) continue;
    say("caught", caught);
    if (fork() == 0) {
        nap(1);
        *flag = 1;
        return 0;
    }
    while (*flag == 0) continue;
    say("flag", *flag);
    wait(NULL);
    return 0;
}
