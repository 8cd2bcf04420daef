// expect: fail hang.timeout
// Removes a queue that is there and creates a new one: its messages are lost, and the receiver polls for them for ever.
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/msg.h>

int main(int argc, char *argv[])
{
    (void)argc;
    int id = msgget(1234, 0666);
    if (id != -1)
        msgctl(id, IPC_RMID, NULL);
    id = msgget(1234, IPC_CREAT | 0666);
    if (id == -1) {
        fprintf(stderr, "%s: %s\n", argv[0], strerror(errno));
        return 1;
    }
    return 0;
}
