// expect: fail race.schedule-dependent
// Two mutexes, taken in opposite order. Where nobody has to wait for one, no system call is made.
#define _DEFAULT_SOURCE
#include <pthread.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
    pthread_mutex_t *mutex =
        mmap(NULL, 2 * sizeof *mutex, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pthread_mutexattr_t shared;
    pthread_mutexattr_init(&shared);
    pthread_mutexattr_setpshared(&shared, PTHREAD_PROCESS_SHARED);
    pthread_mutex_init(&mutex[0], &shared);
    pthread_mutex_init(&mutex[1], &shared);
    for (int i = 0; i < 2; i++)
        if (fork() == 0) {
            pthread_mutex_lock(&mutex[i]);
            pthread_mutex_lock(&mutex[1 - i]);
            pthread_mutex_unlock(&mutex[1 - i]);
            pthread_mutex_unlock(&mutex[i]);
            _exit(0);
        }
    while (wait(NULL) > 0)
        ;
    puts("ok");
    return 0;
}
