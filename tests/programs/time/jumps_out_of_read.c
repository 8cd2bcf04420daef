/* The classic time limit: an alarm's handler that jumps. */
#include "units.h"
#include <setjmp.h>
static sigjmp_buf back;
static void jump(int signal) { siglongjmp(back, signal); }
int main(int argc, char **argv)
{
    begin(argc, argv);
    int fds[2];
    char byte;
    if (pipe(fds)) return 1;
    signal(SIGALRM, jump);
    for (volatile int i = 0; i < 2; i++) {
        if (sigsetjmp(back, 1) != 0) {
            say("too late", i);
            continue;
        }
        alarm((unsigned)(2 * unit_ms / 1000));
        if (read(fds[0], &byte, 1) > 0) return 1;
    }
    say("done", alarm(0));
    return 0;
}
