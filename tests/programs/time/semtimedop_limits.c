/* Never carried on behind a handler. */
#define _GNU_SOURCE
#include "units.h"
#include <sys/ipc.h>
#include <sys/sem.h>
int main(int argc, char **argv)
{
    begin(argc, argv);
    int id = semget(IPC_PRIVATE, 1, 0600);
    struct sembuf take = {0, -1, 0}, give = {0, 1, 0};
    catch_with(SIGUSR1, SA_RESTART);
    if (fork() == 0) {
        nap(3);
        semop(id, &give, 1);
        nap(1);
        kill(getppid(), SIGUSR1);
        return 0;
    }
    for (int i = 0; i < 3; i++) {
        struct timespec limit = span(2);
        errno = 0;
        int got = semtimedop(id, &take, 1, &limit);
        say(errno == EAGAIN ? "limit" : errno == EINTR ? "interrupted" : "taken", got);
    }
    wait(NULL);
    semctl(id, 0, IPC_RMID);
    return 0;
}
