// expect: fail race.schedule-dependent
// Who finds the flag unset leads; both may look before either sets it.
#define _DEFAULT_SOURCE
#include <stdatomic.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static int leads(atomic_int *taken)
{
    if (atomic_load(taken) != 0)
        return 0;
    atomic_store(taken, 1);
    return 1;
}

int main(void)
{
    int leaders = 0, status;
    atomic_int *taken = mmap(NULL, sizeof *taken, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    for (int i = 0; i < 2; i++)
        if (fork() == 0)
            _exit(leads(taken));
    while (wait(&status) > 0)
        leaders += WEXITSTATUS(status);
    puts(leaders == 1 ? "ok" : "two leaders");
    return 0;
}
