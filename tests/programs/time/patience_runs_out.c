/* A child that never ends is first asked and then killed. */
#include "units.h"
int main(int argc, char **argv)
{
    begin(argc, argv);
    pid_t child = fork();
    if (child == 0) {
        signal(SIGTERM, SIG_IGN);
        for (;;) pause();
    }
    int status;
    nap(2);
    kill(child, SIGTERM);
    for (int i = 0; i < 5 && waitpid(child, &status, WNOHANG) == 0; i++) nap(1);
    say("still there", kill(child, SIGKILL));
    waitpid(child, &status, 0);
    say("signal", WTERMSIG(status));
    return 0;
}
