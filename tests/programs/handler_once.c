/* A handler that is there for one delivery only (SA_RESETHAND). */
#include <signal.h>

static void handler(int signal) { (void)signal; }

int main(void)
{
    struct sigaction action = {.sa_handler = handler, .sa_flags = (int)SA_RESETHAND};
    sigaction(SIGUSR1, &action, 0);
    raise(SIGUSR1);
    raise(SIGUSR1);
    return 0;
}
