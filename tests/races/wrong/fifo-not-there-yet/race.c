// expect: fail race.schedule-dependent
// The child makes the FIFO; the parent may want to open it before.
#define _DEFAULT_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <sched.h>
#include <sys/stat.h>

int main(void)
{
    char text[8] = "";
    pid_t child = fork();
    if (child == 0) {
        mkfifo("fifo", 0600);
        int fd = open("fifo", O_WRONLY);
        if (fd == -1 || write(fd, "ok", 3) != 3)
            _exit(1);
        _exit(0);
    }
    sched_yield();
    int fd = open("fifo", O_RDONLY);
    if (fd == -1) {
        kill(child, SIGKILL);
        unlink("fifo");
        puts("no FIFO");
        return 0;
    }
    if (read(fd, text, sizeof text) > 0)
        puts(text);
    waitpid(child, NULL, 0);
    unlink("fifo");
    return 0;
}
