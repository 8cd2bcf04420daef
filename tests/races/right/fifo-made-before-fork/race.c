// expect: pass
// As fifo-not-there-yet, but the FIFO is there before there are two.
#define _DEFAULT_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <sys/stat.h>

int main(void)
{
    char text[8] = "";
    mkfifo("fifo", 0600);
    pid_t child = fork();
    if (child == 0) {
        int fd = open("fifo", O_WRONLY);
        if (fd == -1 || write(fd, "ok", 3) != 3)
            _exit(1);
        _exit(0);
    }
    int fd = open("fifo", O_RDONLY);
    if (read(fd, text, sizeof text) > 0)
        puts(text);
    close(fd);
    waitpid(child, NULL, 0);
    unlink("fifo");
    return 0;
}
