#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
    int *number = mmap(NULL, sizeof *number, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (number == MAP_FAILED)
        return 1;
    pid_t child = fork();
    if (child == -1)
        return 1;
    for (int i = 0; i < 1000; i++)
        *number += 1;  // <race.data>
    if (child == 0)
        return 0;
    wait(NULL);
    printf("%d\n", *number);
    return 0;
}
