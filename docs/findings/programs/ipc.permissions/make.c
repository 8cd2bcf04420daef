#include <stddef.h>
#include <sys/ipc.h>
#include <sys/msg.h>

int main(void)
{
    int queue = msgget(1234, IPC_CREAT | 666);  // <ipc.permissions>
    if (queue == -1)
        return 1;
    return msgctl(queue, IPC_RMID, NULL) == -1;
}
