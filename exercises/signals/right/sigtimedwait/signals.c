// expect: pass
// The signals stay blocked; sigtimedwait waits for one of them or for a second.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>

int main(void)
{
    sigset_t waitset;
    struct timespec timeout = {1, 0};
    int fin = 0;

    sigemptyset(&waitset);
    sigaddset(&waitset, SIGTSTP);
    sigaddset(&waitset, SIGINT);
    sigaddset(&waitset, SIGTERM);
    sigprocmask(SIG_SETMASK, &waitset, 0);

    while (!fin)
    {
        int s = sigtimedwait(&waitset, 0, &timeout);
        switch (s)
        {
            case -1:
                if (errno == EAGAIN)
                    printf(".\n");
                break;
            case SIGTSTP:
                printf("Signal 20 => pause\n");
                break;
            default:
                printf("Signal %d => End of the program\n", s);
                fin = 1;
        }
        fflush(stdout);
    }
    return 0;
}
