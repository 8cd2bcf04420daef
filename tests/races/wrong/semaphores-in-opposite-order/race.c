// expect: fail race.schedule-dependent
// Each takes one of two semaphores and then wants the other one.
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

static void change(int semaphore, int by)
{
    struct sembuf operation = {(unsigned short)semaphore, (short)by, 0};
    semop(set, &operation, 1);
}

static void both(int first, int second)
{
    change(first, -1);
    change(second, -1);
    change(second, 1);
    change(first, 1);
    _exit(0);
}

int main(void)
{
    set = semget(IPC_PRIVATE, 2, 0600);
    semctl(set, 0, SETVAL, 1);
    semctl(set, 1, SETVAL, 1);
    if (fork() == 0)
        both(0, 1);
    if (fork() == 0)
        both(1, 0);
    while (wait(NULL) > 0) {
    }
    semctl(set, 0, IPC_RMID);
    puts("ok");
    return 0;
}
