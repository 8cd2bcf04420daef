// expect: fail cpu.busy-wait
// Looks at the clock in a loop until the next second has come.
#include <stdio.h>
#include <stdlib.h>
#include <signal.h>
#include <time.h>

void handler(int sig)
{
    if (sig == SIGTSTP) {
        printf("Signal %d => pause\n", sig);
        fflush(stdout);
        return;
    }
    printf("Signal %d => End of the program\n", sig);
    exit(0);
}

int main()
{
    time_t last = time(NULL);

    signal(SIGTSTP, handler);
    signal(SIGINT, handler);
    signal(SIGTERM, handler);
    while (1) {
        if (time(NULL) != last) {
            last = time(NULL);
            printf(".\n");
            fflush(stdout);
        }
    }
    return 0;
}
