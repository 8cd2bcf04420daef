/* One alarm, and then a pause that nothing ends. */
#include "units.h"
int main(int argc, char **argv)
{
    begin(argc, argv);
    catch_with(SIGALRM, 0);
    alarm((unsigned)(unit_ms / 1000));
    pause();
    say("caught", caught);
    pause();
    return 0;
}
