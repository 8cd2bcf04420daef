#include <stdio.h>
#include <unistd.h>

int main(void)
{
    if (chroot("/tmp") == -1)  // <sandbox.violation>
        printf("refused\n");
    return 0;
}
