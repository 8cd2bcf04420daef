/* sem_timedwait: the limit, a post before it, a handler before both. */
#include "units.h"
#include <semaphore.h>
#include <sys/mman.h>
int main(int argc, char **argv)
{
    begin(argc, argv);
    sem_t *semaphore = mmap(NULL, sizeof *semaphore, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    sem_init(semaphore, 1, 0);
    catch_with(SIGUSR1, SA_RESTART);
    if (fork() == 0) {
        nap(3);
        sem_post(semaphore);
        nap(1);
        kill(getppid(), SIGUSR1);
        return 0;
    }
    for (int i = 0; i < 3; i++) {
        struct timespec limit = after(CLOCK_REALTIME, 2);
        errno = 0;
        int got = sem_timedwait(semaphore, &limit);
        say(errno == ETIMEDOUT ? "limit" : errno == EINTR ? "interrupted" : "taken", got);
    }
    struct timespec past = {1, 0};
    int got = sem_timedwait(semaphore, &past);
    say(errno == ETIMEDOUT ? "past" : "?", got);
    sem_post(semaphore);
    say("free in the past", sem_timedwait(semaphore, &past));
    wait(NULL);
    return 0;
}
