// expect: fail hang.deadlock,exit.status,output.mismatch
// The type is 0, which msgsnd refuses.
#include <stdio.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/msg.h>

#define KEY 1234

int main(void)
{
    int id = msgget(KEY, IPC_CREAT | 0666);
    if (id == -1) {
        perror("msgget");
        exit(1);
    }
    return 0;
}
