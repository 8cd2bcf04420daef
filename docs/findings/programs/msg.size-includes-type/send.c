#include <string.h>
#include <sys/ipc.h>
#include <sys/msg.h>

struct message {
    long mtype;
    char mtext[128];
};

int main(void)
{
    struct message message = {1, "hello"};
    int queue = msgget(IPC_PRIVATE, 0600);
    if (queue == -1)
        return 1;
    int sent = msgsnd(queue, &message, sizeof message, 0);  // <msg.size-includes-type>
    msgctl(queue, IPC_RMID, NULL);
    return sent == -1;
}
