// expect: fail race.data
// Counts in shared memory without a lock: between the read and the write another one may count.
#define _DEFAULT_SOURCE
#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
    int *counter = mmap(NULL, sizeof *counter, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    for (int i = 0; i < 2; i++)
        if (fork() == 0) {
            for (int n = 0; n < 1000; n++)
                *counter = *counter + 1;
            _exit(0);
        }
    while (wait(NULL) > 0)
        ;
    puts(*counter == 2000 ? "ok" : "some are lost");
    return 0;
}
