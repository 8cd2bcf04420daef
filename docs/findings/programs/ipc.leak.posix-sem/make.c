#include <fcntl.h>
#include <semaphore.h>

int main(void)
{
    sem_t *full = sem_open("/full", O_CREAT, 0600, 0);  // <ipc.leak.posix-sem>
    if (full == SEM_FAILED)
        return 1;
    sem_close(full);
    return 0;
}
