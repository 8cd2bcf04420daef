#include <sys/ipc.h>
#include <sys/msg.h>

int main(void)
{
    return msgget(1234, IPC_CREAT | 0600) == -1;  // <ipc.leak.msgqueue>
}
