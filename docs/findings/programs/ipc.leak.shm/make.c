#include <sys/ipc.h>
#include <sys/shm.h>

int main(void)
{
    return shmget(1234, 4096, IPC_CREAT | 0600) == -1;  // <ipc.leak.shm>
}
