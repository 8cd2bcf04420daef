// expect: fail race.schedule-dependent
// The worker takes an empty pipe for the end of the work, which may only be late.
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
    int work[2];
    char job;
    if (pipe(work) == -1)
        return 1;
    pid_t child = fork();
    if (child == 0) {
        int done = 0;
        fcntl(work[0], F_SETFL, O_NONBLOCK);
        while (read(work[0], &job, 1) == 1)
            done++;
        _exit(done);
    }
    for (int i = 0; i < 3; i++)
        if (write(work[1], "x", 1) != 1)
            return 1;
    int status;
    waitpid(child, &status, 0);
    puts(WEXITSTATUS(status) == 3 ? "ok" : "work left over");
    return 0;
}
