// expect: pass
// As counter-in-a-file, but under a lock.
#define _DEFAULT_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <sys/file.h>

static void add_one(void)
{
    char text[16] = "";
    int fd = open("counter", O_RDWR);
    flock(fd, LOCK_EX);
    ssize_t n = pread(fd, text, sizeof text - 1, 0);
    int length = snprintf(text, sizeof text, "%d", n > 0 ? atoi(text) + 1 : 1);
    if (pwrite(fd, text, length, 0) != length)
        _exit(1);
    flock(fd, LOCK_UN);
    _exit(0);
}

int main(void)
{
    char text[16] = "";
    
    int fd = open("counter", O_CREAT | O_TRUNC | O_RDWR, 0644);
    for (int i = 0; i < 2; i++)
        if (fork() == 0)
            add_one();
    while (wait(NULL) > 0) {
    }
    if (pread(fd, text, sizeof text - 1, 0) > 0)
        puts(atoi(text) == 2 ? "ok" : text);
    
    return 0;
}
