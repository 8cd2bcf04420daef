#include <fcntl.h>
#include <unistd.h>

int main(void)
{
    while (access("ready", F_OK) == -1)
        sleep(1);  // <hang.timeout>
    return 0;
}
