/* A hundred short sleeps are as long as one long sleep. */
#define _DEFAULT_SOURCE
#include "units.h"
int main(int argc, char **argv)
{
    begin(argc, argv);
    for (int i = 0; i < 100; i++) usleep((unsigned)(unit_ms * 20));
    say("done", 100);
    return 0;
}
