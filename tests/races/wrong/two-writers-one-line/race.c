// expect: fail race.schedule-dependent
// Two processes write the halves of a line, in whichever order.
#define _DEFAULT_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
    if (fork() == 0)
        _exit(write(1, "o", 1) == 1 ? 0 : 1);
    if (fork() == 0)
        _exit(write(1, "k\n", 2) == 2 ? 0 : 1);
    while (wait(NULL) > 0) {
    }
    return 0;
}
