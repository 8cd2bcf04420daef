/* Five children that sleep for 5, 4, 3, 2 and 1 units. */
#include "units.h"
int main(int argc, char **argv)
{
    begin(argc, argv);
    for (int i = 5; i > 0; i--) {
        if (fork() == 0) {
            nap(i);
            say("child", i);
            return i;
        }
    }
    int status;
    while (wait(&status) > 0) say("status", WEXITSTATUS(status));
    return 0;
}
