/* timer_create with SIGEV_THREAD: libc starts a thread at each expiry. */
#include "units.h"
#include <semaphore.h>
static sem_t expired;
static void tell(union sigval value)
{
    say("thread", value.sival_int);
    sem_post(&expired);
}
int main(int argc, char **argv)
{
    begin(argc, argv);
    sem_init(&expired, 0, 0);
    timer_t timer;
    struct sigevent event = {.sigev_notify = SIGEV_THREAD, .sigev_notify_function = tell, .sigev_value.sival_int = 5};
    timer_create(CLOCK_MONOTONIC, &event, &timer);
    struct itimerspec every = {span(2), span(1)};
    timer_settime(timer, 0, &every, NULL);
    for (int i = 0; i < 3; i++) sem_wait(&expired);
    timer_delete(timer);
    say("done", 0);
    return 0;
}
