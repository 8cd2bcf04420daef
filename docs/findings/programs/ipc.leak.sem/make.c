#include <sys/ipc.h>
#include <sys/sem.h>

int main(void)
{
    return semget(1234, 1, IPC_CREAT | 0600) == -1;  // <ipc.leak.sem>
}
