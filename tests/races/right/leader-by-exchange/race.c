// expect: pass
// Looks at the flag and sets it in one atomic operation.
#define _DEFAULT_SOURCE
#include <stdatomic.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
    int leaders = 0, status;
    atomic_int *taken = mmap(NULL, sizeof *taken, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    for (int i = 0; i < 2; i++)
        if (fork() == 0)
            _exit(atomic_exchange(taken, 1) == 0);
    while (wait(&status) > 0)
        leaders += WEXITSTATUS(status);
    puts(leaders == 1 ? "ok" : "two leaders");
    return 0;
}
