#include "queue.h"
#include <signal.h>
#include <sys/time.h>
#include <errno.h>
/* wakes up every second with alarms, so msgrcv is interrupted again and again */
static volatile sig_atomic_t ticks;
static void tick(int s) { (void)s; ticks++; }
int main(int argc, char **argv)
{
    if (argc != 2 || !*argv[1] || argv[1][strspn(argv[1], "0123456789")]) USAGE("receiver COUNT");
    int id = queue(0), n = atoi(argv[1]);
    struct sigaction sa = { .sa_handler = tick };
    sigaction(SIGALRM, &sa, NULL);
    struct itimerval it = { { 0, 300000 }, { 0, 300000 } };
    setitimer(ITIMER_REAL, &it, NULL);
    struct msgbuf_ m;
    while (n) {
        if (msgrcv(id, &m, TEXT, 0, 0) == -1) {
            if (errno == EINTR) continue;
            FATAL("msgrcv");
        }
        if (printf("received : %s\n", m.mtext) < 0 || fflush(stdout)) FATAL("printf");
        n--;
    }
    if (msgctl(id, IPC_RMID, NULL) == -1) FATAL("msgctl");
    return 0;
}
