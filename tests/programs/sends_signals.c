/* A child sends its parent a signal with kill, then one with sigqueue. */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static void handler(int signal, siginfo_t *info, void *context)
{
    (void)context;
    printf("%d %d\n", signal, info->si_code);
}

int main(void)
{
    struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO | SA_RESTART};
    sigaction(SIGUSR1, &action, NULL);
    sigaction(SIGRTMIN, &action, NULL);
    sigset_t both;
    sigemptyset(&both);
    sigaddset(&both, SIGUSR1);
    sigaddset(&both, SIGRTMIN);
    sigprocmask(SIG_BLOCK, &both, NULL);
    if (fork() == 0) {
        union sigval value = {.sival_int = 1};
        kill(getppid(), SIGUSR1);
        sigqueue(getppid(), SIGRTMIN, value);
        _exit(0);
    }
    wait(NULL);
    sigprocmask(SIG_UNBLOCK, &both, NULL);
    return 0;
}
