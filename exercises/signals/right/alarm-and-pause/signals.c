// expect: pass
// SIGALRM makes the seconds: the handler of the alarm prints the dot and sets the next one. Everything with write().
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void out(const char *s)
{
    if (write(1, s, strlen(s)) < 0)
        _exit(1);
}

static void handler(int sig)
{
    switch (sig) {
    case SIGALRM:
        out(".\n");
        alarm(1);
        break;
    case SIGTSTP:
        out("Signal 20 => pause\n");
        break;
    case SIGINT:
        out("Signal 2 => End of the program\n");
        _exit(0);
    case SIGTERM:
        out("Signal 15 => End of the program\n");
        _exit(0);
    }
}

int main(void)
{
    int list[] = { SIGALRM, SIGTSTP, SIGINT, SIGTERM };
    struct sigaction act;

    act.sa_handler = handler;
    act.sa_flags = SA_RESTART;
    sigfillset(&act.sa_mask);
    for (unsigned i = 0; i < sizeof(list) / sizeof(list[0]); i++)
        sigaction(list[i], &act, NULL);

    alarm(1);
    while (1)
        pause();
}
