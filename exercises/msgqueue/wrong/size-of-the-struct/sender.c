// expect: fail msg.size-includes-type
// Gives msgsnd the size of the whole struct, with the type.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/ipc.h>
#include <sys/msg.h>

#define KEY 1234
#define MSGSZ 128

struct msgbuf {
    long mtype;
    char mtext[MSGSZ];
};

int main(int argc, char *argv[])
{
    int msqid, i;
    struct msgbuf sbuf;

    if (argc < 2) {
        fprintf(stderr, "Usage: %s text ...\n", argv[0]);
        exit(EXIT_FAILURE);
    }
    for (i = 1; i < argc; i++) {
        if (strlen(argv[i]) > MSGSZ - 1) {
            fprintf(stderr, "message %d is too long\n", i);
            exit(EXIT_FAILURE);
        }
    }

    if ((msqid = msgget((key_t)KEY, 0666)) < 0) {
        perror("msgget");
        exit(EXIT_FAILURE);
    }

    for (i = 1; i < argc; i++) {
        sbuf.mtype = 1;
        strcpy(sbuf.mtext, argv[i]);

        /* Send a message. */
        if (msgsnd(msqid, &sbuf, sizeof(sbuf), 0) < 0) { // <msg.size-includes-type>
            perror("msgsnd");
            exit(EXIT_FAILURE);
        }
    }
    exit(EXIT_SUCCESS);
}
