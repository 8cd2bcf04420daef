// expect: fail race.schedule-dependent
// The semaphore that should keep the counter lets two in: it begins with 2.
#define _DEFAULT_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <sys/sem.h>

static int set;

static void change(int by)
{
    struct sembuf operation = {0, (short)by, 0};
    semop(set, &operation, 1);
}

static void add_one(void)
{
    char text[16] = "";
    int fd = open("counter", O_RDWR);
    change(-1);
    ssize_t n = pread(fd, text, sizeof text - 1, 0);
    int length = snprintf(text, sizeof text, "%d", n > 0 ? atoi(text) + 1 : 1);
    if (pwrite(fd, text, length, 0) != length)
        _exit(1);
    change(1);
    _exit(0);
}

int main(void)
{
    char text[16] = "";
    set = semget(IPC_PRIVATE, 1, 0600);
    semctl(set, 0, SETVAL, 2);
    int fd = open("counter", O_CREAT | O_TRUNC | O_RDWR, 0644);
    for (int i = 0; i < 2; i++)
        if (fork() == 0)
            add_one();
    while (wait(NULL) > 0) {
    }
    if (pread(fd, text, sizeof text - 1, 0) > 0)
        puts(atoi(text) == 2 ? "ok" : text);
    semctl(set, 0, IPC_RMID);
    return 0;
}
