/* An alarm outlives exec, a handler does not. */
#include "units.h"
int main(int argc, char **argv)
{
    begin(argc, argv);
    catch_with(SIGALRM, 0);
    if (fork() == 0) {
        alarm((unsigned)(2 * unit_ms / 1000));
        execl("/bin/sleep", "sleep", "100000", (char *)NULL);
        return 1;
    }
    int status;
    wait(&status);
    say("signal", WIFSIGNALED(status) ? WTERMSIG(status) : 0);
    return 0;
}
