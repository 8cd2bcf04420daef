// expect: fail race.schedule-dependent
// Takes the first child that ends for the first one that it made.
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
    int status;
    for (int i = 0; i < 2; i++)
        if (fork() == 0)
            _exit(i);
    wait(&status);
    puts(WEXITSTATUS(status) == 0 ? "ok" : "the other one");
    wait(NULL);
    return 0;
}
