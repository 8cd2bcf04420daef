/* Parent and child print in turn, each at moments of its own. */
#include "units.h"
int main(int argc, char **argv)
{
    begin(argc, argv);
    int child = fork() == 0;
    if (child) nap(0.5);
    for (int i = 0; i < 4; i++) {
        printf(child ? "child %d\n" : "parent %d\n", i);
        fflush(stdout);
        nap(1);
    }
    if (!child) wait(NULL);
    return 0;
}
