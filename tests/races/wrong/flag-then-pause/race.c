// expect: fail race.schedule-dependent
// The signal comes after the look at the flag and before pause(): nobody wakes it any more.
#define _DEFAULT_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile sig_atomic_t told;

static void note(int signal)
{
    (void)signal;
    told = 1;
}

int main(void)
{
    signal(SIGUSR1, note);
    pid_t child = fork();
    if (child == 0) {
        kill(getppid(), SIGUSR1);
        _exit(0);
    }
    while (!told)
        pause();  // <race.schedule-dependent>
    waitpid(child, NULL, 0);
    puts("ok");
    return 0;
}
