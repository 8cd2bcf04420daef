// expect: pass
// Writes only if nobody has counted since it looked, and else looks again.
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
            while (!atomic_compare_exchange_strong(counter, &value, value + 1))
                ;
            _exit(0);
        }
    while (wait(NULL) > 0)
        ;
    puts(atomic_load(counter) == 2 ? "ok" : "one is lost");
    return 0;
}
