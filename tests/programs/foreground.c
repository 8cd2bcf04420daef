/* At a terminal: says whether it is the foreground group, then waits for a signal from the keyboard. */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int main(void)
{
    int terminal = open("/dev/tty", O_RDWR);
    if (terminal == -1) {
        perror("/dev/tty");
        return 1;
    }
    puts(tcgetpgrp(terminal) == getpgrp() && getpgrp() == getpid() ? "foreground" : "background");
    fflush(stdout);
    for (;;) pause();
}
