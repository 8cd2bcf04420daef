// expect: pass
// A POSIX timer that runs a function in a thread; the handlers post a semaphore.
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <errno.h>
/* POSIX timer that runs a function in a thread; handlers post semaphores */
static sem_t wake;
static volatile sig_atomic_t stop, pauses;
static void h(int s) { if (s == SIGTSTP) pauses++; else stop = s; int e = errno; sem_post(&wake); errno = e; }
static void dot(union sigval v) { (void)v; puts("."); fflush(stdout); }
int main(void)
{
    timer_t t;
    struct sigevent ev;
    struct itimerspec it = { { 1, 0 }, { 1, 0 } };
    sem_init(&wake, 0, 0);
    signal(SIGINT, h); signal(SIGTERM, h); signal(SIGTSTP, h);
    memset(&ev, 0, sizeof ev);
    ev.sigev_notify = SIGEV_THREAD;
    ev.sigev_notify_function = dot;
    if (timer_create(CLOCK_MONOTONIC, &ev, &t) || timer_settime(t, 0, &it, NULL)) { perror("timer"); return 1; }
    int answered = 0;
    for (;;) {
        while (sem_wait(&wake) && errno == EINTR) ;
        for (; answered < pauses; answered++) { printf("Signal 20 => pause\n"); fflush(stdout); }
        if (stop) break;
    }
    printf("Signal %d => End of the program\n", (int)stop);
    timer_delete(t);
    return 0;
}
