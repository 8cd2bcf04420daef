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

int main(int argc, char *argv[])
{
    struct tampon message;
    int file, i;

    if (argc < 2)
    {
        fprintf(stderr, "Usage : sender texte...\n");
        return EXIT_FAILURE;
    }

    /* vérification de toutes les longueurs avant le premier envoi */
    for (i = 1; i < argc; i++)
    {
        if (strlen(argv[i]) >= TAILLE)
        {
            fprintf(stderr, "sender : texte trop long (128 octets maximum, \\0 compris)\n");
            return EXIT_FAILURE;
        }
    }

    file = msgget(CLE, 0666);
    if (file == -1)
    {
        perror("sender : erreur msgget");
        return EXIT_FAILURE;
    }

    for (i = 1; i < argc; i++)
    {
        message.mtype = 1;
        memset(message.mtext, 0, TAILLE);
        snprintf(message.mtext, TAILLE, "%s", argv[i]);
        if (msgsnd(file, &message, TAILLE, 0) == -1)
        {
            perror("sender : erreur msgsnd");
            return EXIT_FAILURE;
        }
    }
    return EXIT_SUCCESS;
}
