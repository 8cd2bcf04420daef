/* Works until the clock says that it is enough, while a child sleeps. Unit: whatever is asked, at most a second of work. */
#include "units.h"
int main(int argc, char **argv)
{
    begin(argc, argv);
    if (fork() == 0) {
        nap(1);
        say("child", 1);
        return 0;
    }
    while (elapsed() < 2) continue;
    say("enough", 2);
    wait(NULL);
    return 0;
}
