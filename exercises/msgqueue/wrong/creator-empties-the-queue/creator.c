// expect: fail hang.deadlock
// Removes a queue that is there and creates a new one: its messages are lost, and the receiver waits for them for ever.
#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>
#include <sys/ipc.h>
#include <sys/msg.h>

#define KEY 1234

int main(void)
{
    int msqid;

    /* get rid of an old queue */
    msqid = msgget((key_t)KEY, 0666);
    if (msqid != -1)
        msgctl(msqid, IPC_RMID, NULL);

    msqid = msgget((key_t)KEY, 0666 | IPC_CREAT);
    if (msqid == -1) {
        perror("msgget failed");
        exit(EXIT_FAILURE);
    }
    exit(EXIT_SUCCESS);
}
