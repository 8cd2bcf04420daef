/* waitpid(WNOHANG) in a loop that never sleeps. */
#include "units.h"
int main(int argc, char **argv)
{
    begin(argc, argv);
    pid_t child = fork();
    if (child == 0) {
        nap(1);
        return 3;
    }
    int status;
    while (waitpid(child, &status, WNOHANG) == 0) continue;
    say("ended", WEXITSTATUS(status));
    return 0;
}
