// expect: pass ipc.permissions
// Creates the queue with mode 0600: only its owner can use it.
#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>
#include <sys/ipc.h>
#include <sys/msg.h>

#define KEY 1234

int main(void)
{
    int msqid;

    msqid = msgget((key_t)KEY, 0600 | IPC_CREAT); // <ipc.permissions>
    if (msqid == -1) {
        perror("msgget failed");
        exit(EXIT_FAILURE);
    }
    exit(EXIT_SUCCESS);
}
