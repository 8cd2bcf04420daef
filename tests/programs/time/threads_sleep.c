/* The thread with the shortest sleep is the first. */
#include "units.h"
#include <pthread.h>
static void *sleeper(void *units)
{
    nap((double)(long)units);
    say("thread", (long)units);
    return NULL;
}
int main(int argc, char **argv)
{
    begin(argc, argv);
    pthread_t threads[3];
    for (long i = 0; i < 3; i++) pthread_create(&threads[i], NULL, sleeper, (void *)(3 - i));
    for (int i = 0; i < 3; i++) pthread_join(threads[i], NULL);
    say("joined", 3);
    return 0;
}
