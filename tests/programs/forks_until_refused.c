/* Starts children until the kernel says no, and says how many there were. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(void)
{
    int count = 0;
    for (;;) {
        pid_t pid = fork();
        if (pid == -1) break;
        if (pid == 0) {
            for (;;) pause();
        }
        ++count;
    }
    printf("%d %s\n", count, strerrorname_np(errno));
    return 0;
}
