/* The first thread ends; the others sleep on and print. */
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
    pthread_t threads[2];
    for (long i = 0; i < 2; i++) pthread_create(&threads[i], NULL, sleeper, (void *)(2 * i + 1));
    pthread_exit(NULL);
}
