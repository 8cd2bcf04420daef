// expect: fail race.sleep-as-sync
// The parent signals before the child has its handler.
#define _DEFAULT_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void done(int signal)
{
    (void)signal;
    _exit(0);
}

int main(void)
{
    int status;
    pid_t child = fork();
    if (child == 0) {
        signal(SIGUSR1, done);
        for (;;)
            pause();
    }
    usleep(1000);
    kill(child, SIGUSR1);
    waitpid(child, &status, 0);
    puts(WIFEXITED(status) ? "ok" : "killed");
    return 0;
}
