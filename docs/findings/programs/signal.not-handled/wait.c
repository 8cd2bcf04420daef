#include <unistd.h>

int main(void)
{
    pause();  // <signal.not-handled>
    return 0;
}
