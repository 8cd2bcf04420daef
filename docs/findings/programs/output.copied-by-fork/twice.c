#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
    printf("once ");
    if (fork() == 0)  // <output.copied-by-fork>
        return 0;
    wait(NULL);
    printf("\n");
    return 0;
}
