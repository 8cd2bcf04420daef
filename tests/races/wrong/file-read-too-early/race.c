// expect: fail race.schedule-dependent
// The parent reads the file while the child may not have written it.
#define _DEFAULT_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <sched.h>

int main(void)
{
    char text[8] = "";
    int out = open("result", O_CREAT | O_TRUNC | O_WRONLY, 0644);
    pid_t child = fork();
    if (child == 0) {
        if (write(out, "ok", 2) != 2)
            _exit(1);
        _exit(0);
    }
    sched_yield();
    int in = open("result", O_RDONLY);
    if (read(in, text, sizeof text - 1) > 0)
        puts(text);
    waitpid(child, NULL, 0);
    return 0;
}
