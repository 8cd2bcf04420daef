// expect: fail race.schedule-dependent
// Both processes set the semaphore to 0, the second one perhaps after the first has raised it.
#define _DEFAULT_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <sched.h>
#include <sys/sem.h>

static int set_up(void)
{
    int set = semget(1234, 1, IPC_CREAT | 0600);
    semctl(set, 0, SETVAL, 0);
    return set;
}

int main(void)
{
    struct sembuf raise = {0, 1, 0}, lower = {0, -1, 0};
    pid_t child = fork();
    if (child == 0) {
        semop(set_up(), &lower, 1);
        _exit(0);
    }
    int set = set_up();
    sched_yield();
    semop(set, &raise, 1);
    waitpid(child, NULL, 0);
    semctl(set, 0, IPC_RMID);
    puts("ok");
    return 0;
}
