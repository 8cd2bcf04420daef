/* Starts children until the kernel says no (or for a thousand), and says how many there were. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(void)
{
    int count = 0;
    errno = 0;
    while (count < 1000) {
        pid_t pid = fork();
        if (pid == -1) break;
        if (pid == 0) {
            for (;;) pause();
        }
        ++count;
    }
    printf("%d %s\n", count, errno == 0 ? "none refused" : strerrorname_np(errno));
    return 0;
}
