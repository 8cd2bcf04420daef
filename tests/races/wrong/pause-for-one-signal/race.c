// expect: fail race.schedule-dependent
// The child signals, and the parent may not be in pause() yet.
#define _DEFAULT_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void nothing(int signal)
{
    (void)signal;
}

int main(void)
{
    signal(SIGUSR1, nothing);
    pid_t child = fork();
    if (child == 0) {
        kill(getppid(), SIGUSR1);
        _exit(0);
    }
    pause();  // <race.schedule-dependent>
    waitpid(child, NULL, 0);
    puts("ok");
    return 0;
}
