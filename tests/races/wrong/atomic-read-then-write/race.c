// expect: fail race.schedule-dependent
// Each of the two accesses is atomic, and the counter is not: between the read and the write another one may count.
#define _DEFAULT_SOURCE
#include <stdatomic.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
    atomic_int *counter = mmap(NULL, sizeof *counter, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    for (int i = 0; i < 2; i++)
        if (fork() == 0) {
            int value = atomic_load(counter);
            atomic_store(counter, value + 1);
            _exit(0);
        }
    while (wait(NULL) > 0)
        ;
    puts(atomic_load(counter) == 2 ? "ok" : "one is lost");
    return 0;
}
