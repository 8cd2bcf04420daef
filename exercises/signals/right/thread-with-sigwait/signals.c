// expect: pass
// A thread of its own takes the signals with sigwait, the main thread prints the dots.
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static sigset_t signals;

static void *signal_thread(void *arg)
{
    int sig;

    (void)arg;
    while (sigwait(&signals, &sig) == 0) {
        if (sig == SIGTSTP) {
            printf("Signal %d => pause\n", sig);
            fflush(stdout);
        } else {
            printf("Signal %d => End of the program\n", sig);
            exit(0);
        }
    }
    return NULL;
}

int main(void)
{
    pthread_t tid;

    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGTSTP);
    pthread_sigmask(SIG_BLOCK, &signals, NULL);

    if (pthread_create(&tid, NULL, signal_thread, NULL) != 0) {
        fprintf(stderr, "cannot create thread\n");
        return 1;
    }

    for (;;) {
        printf(".\n");
        fflush(stdout);
        sleep(1);
    }
}
