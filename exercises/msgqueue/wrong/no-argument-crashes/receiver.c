// expect: fail memory.error
// Uses argv[1] without asking whether it is there.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/msg.h>

#define CLE 1234
#define TAILLE 128

struct tampon
{
    long mtype;
    char mtext[TAILLE];
};

int main(int argc __attribute__((unused)), char *argv[])
{
    struct tampon message;
    int file, i, nombre;

    if (strlen(argv[1]) == 0 || strspn(argv[1], "0123456789") != strlen(argv[1])) // <memory.error>
    {
        fprintf(stderr, "Usage : receiver nombre\n");
        return EXIT_FAILURE;
    }
    nombre = atoi(argv[1]);

    file = msgget(CLE, 0666);
    if (file == -1)
    {
        perror("receiver : erreur msgget");
        return EXIT_FAILURE;
    }

    for (i = 0; i < nombre; i++)
    {
        if (msgrcv(file, &message, sizeof(message.mtext), 0, 0) == -1)
        {
            perror("receiver : erreur msgrcv");
            msgctl(file, IPC_RMID, NULL);
            return EXIT_FAILURE;
        }
        printf("received : %s\n", message.mtext);
        fflush(stdout);
    }

    /* suppression de la file */
    if (msgctl(file, IPC_RMID, NULL) == -1)
    {
        perror("receiver : erreur msgctl");
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}
