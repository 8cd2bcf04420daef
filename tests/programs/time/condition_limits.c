/* pthread_cond_timedwait, by both clocks, pthread_mutex_timedlock and a join with a sleeper. */
#include "units.h"
#include <pthread.h>
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t condition;
static int ready;
static void *signals_later(void *unused)
{
    (void)unused;
    nap(3);
    pthread_mutex_lock(&mutex);
    ready = 1;
    pthread_cond_signal(&condition);
    nap(2);
    pthread_mutex_unlock(&mutex);
    nap(2);
    return NULL;
}
int main(int argc, char **argv)
{
    begin(argc, argv);
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&condition, &attributes);
    pthread_t thread;
    pthread_create(&thread, NULL, signals_later, NULL);
    pthread_mutex_lock(&mutex);
    struct timespec limit = after(CLOCK_MONOTONIC, 1);
    int got = pthread_cond_timedwait(&condition, &mutex, &limit);
    say(got == ETIMEDOUT ? "limit" : "?", ready);
    limit = after(CLOCK_MONOTONIC, 9);
    while (!ready) got = pthread_cond_timedwait(&condition, &mutex, &limit);
    say("signalled", got);
    pthread_mutex_unlock(&mutex);
    pthread_join(thread, NULL);
    say("joined", ready);
    return 0;
}
