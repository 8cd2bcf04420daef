// expect: pass pipe.end-left-open
// Sleeps for its own sake, and waits for what it needs.
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
    char text[8] = "";
    int ends[2];
    if (pipe(ends) == -1)
        return 1;
    pid_t child = fork();
    if (child == 0) {
        sleep(2);
        if (write(ends[1], "ok", 2) != 2)
            _exit(1);
        _exit(0);
    }
    sleep(1);
    if (read(ends[0], text, sizeof text - 1) > 0)
        puts(text);
    waitpid(child, NULL, 0);
    return 0;
}
