/* It and its child wait for a signal. */
#include <unistd.h>

int main(void)
{
    fork();
    for (;;) pause();
}
