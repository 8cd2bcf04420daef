/* waitpid(WNOHANG) again and again, with a short sleep in between. */
#include "units.h"
int main(int argc, char **argv)
{
    begin(argc, argv);
    for (int i = 1; i <= 3; i++) {
        if (fork() == 0) {
            nap(i);
            return i;
        }
    }
    for (int ended = 0; ended < 3;) {
        int status;
        pid_t child = waitpid(-1, &status, WNOHANG);
        if (child > 0) {
            say("ended", WEXITSTATUS(status));
            ended++;
        } else {
            nap(0.1);
        }
    }
    return 0;
}
