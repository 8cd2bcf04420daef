// expect: pass
// An interval timer instead of sleep, sigsuspend instead of pause: no signal can come between looking and waiting.
#include <signal.h>
#include <stdio.h>
#include <sys/time.h>

volatile sig_atomic_t ticks, pauses, quit;

void tick(int s)  { (void)s; ticks++; }
void stop(int s)  { (void)s; pauses++; }
void ende(int s)  { quit = s; }

int main(void)
{
    sigset_t block, old;
    sigemptyset(&block);
    sigaddset(&block, SIGALRM);
    sigaddset(&block, SIGTSTP);
    sigaddset(&block, SIGINT);
    sigaddset(&block, SIGTERM);
    sigprocmask(SIG_BLOCK, &block, &old);

    signal(SIGALRM, tick);
    signal(SIGTSTP, stop);
    signal(SIGINT, ende);
    signal(SIGTERM, ende);

    struct itimerval every_second = { {1, 0}, {1, 0} };
    if (setitimer(ITIMER_REAL, &every_second, NULL) != 0) {
        perror("setitimer");
        return 1;
    }
    do {
        sigsuspend(&old);
        for (; ticks; ticks--)
            puts(".");
        for (; pauses; pauses--)
            puts("Signal 20 => pause");
    } while (!quit);
    printf("Signal %d => End of the program\n", quit);
    return 0;
}
