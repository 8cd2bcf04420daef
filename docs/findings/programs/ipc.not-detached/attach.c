#include <stddef.h>
#include <sys/ipc.h>
#include <sys/shm.h>

int main(void)
{
    int segment = shmget(IPC_PRIVATE, 4096, 0600);
    if (segment == -1)
        return 1;
    int *number = shmat(segment, NULL, 0);  // <ipc.not-detached>
    shmctl(segment, IPC_RMID, NULL);
    if (number == (void *)-1)
        return 1;
    *number = 1;
    return 0;
}
