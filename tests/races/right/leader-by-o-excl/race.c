// expect: pass
// As leader-by-access, but looking and making are one.
#define _DEFAULT_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int leads(void)
{
    int fd = open("leader", O_CREAT | O_EXCL | O_WRONLY, 0644);
    if (fd == -1)
        return 0;
    close(fd);
    return 1;
}

int main(void)
{
    int leaders = 0, status;
    for (int i = 0; i < 2; i++)
        if (fork() == 0)
            _exit(leads());
    while (wait(&status) > 0)
        leaders += WEXITSTATUS(status);
    puts(leaders == 1 ? "ok" : "two leaders");
    return 0;
}
