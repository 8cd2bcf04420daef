// expect: pass
// As end-of-work-by-empty-pipe, but the end of the work is the end of the file.
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
        close(work[1]);
        while (read(work[0], &job, 1) == 1)
            done++;
        _exit(done);
    }
    close(work[0]);
    for (int i = 0; i < 3; i++)
        if (write(work[1], "x", 1) != 1)
            return 1;
    close(work[1]);
    int status;
    waitpid(child, &status, 0);
    puts(WEXITSTATUS(status) == 3 ? "ok" : "work left over");
    return 0;
}
