// expect: fail ipc.permissions
// IPC_CREAT without a mode: nobody may use the queue, and sender and receiver are refused.
#include <stdio.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/msg.h>

#define CLE 1234

int main()
{
    /* création de la file si elle n'existe pas déjà */
    int file = msgget(CLE, IPC_CREAT); // <ipc.permissions>

    if (file == -1)
    {
        perror("creator : erreur msgget");
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}
