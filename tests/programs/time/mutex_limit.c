/* pthread_mutex_timedlock: too late, and in time. */
#include "units.h"
#include <pthread.h>
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static void *keeps_it(void *unused)
{
    (void)unused;
    pthread_mutex_lock(&mutex);
    nap(4);
    pthread_mutex_unlock(&mutex);
    return NULL;
}
int main(int argc, char **argv)
{
    begin(argc, argv);
    pthread_t thread;
    pthread_create(&thread, NULL, keeps_it, NULL);
    nap(1);
    struct timespec limit = after(CLOCK_REALTIME, 1);
    say(pthread_mutex_timedlock(&mutex, &limit) == ETIMEDOUT ? "limit" : "?", 0);
    limit = after(CLOCK_REALTIME, 5);
    say("locked", pthread_mutex_timedlock(&mutex, &limit));
    pthread_join(thread, NULL);
    return 0;
}
