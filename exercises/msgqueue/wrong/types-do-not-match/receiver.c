#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>
#include <sys/ipc.h>
#include <sys/msg.h>

#define KEY 1234
#define MSGSZ 128

struct msgbuf {
    long mtype;
    char mtext[MSGSZ];
};

int is_number(const char *s)
{
    if (*s == '\0')
        return 0;
    for (; *s; s++)
        if (!isdigit((unsigned char)*s))
            return 0;
    return 1;
}

int main(int argc, char *argv[])
{
    int msqid, i, n;
    struct msgbuf rbuf;

    if (argc != 2 || !is_number(argv[1])) {
        fprintf(stderr, "Usage: %s count\n", argv[0]);
        exit(EXIT_FAILURE);
    }
    n = atoi(argv[1]);

    if ((msqid = msgget((key_t)KEY, 0666)) < 0) {
        perror("msgget");
        exit(EXIT_FAILURE);
    }
    for (i = 0; i < n; i++) {
        /* Receive a message. */
        if (msgrcv(msqid, &rbuf, MSGSZ, 1, 0) < 0) { // <hang.deadlock>
            perror("msgrcv");
            exit(EXIT_FAILURE);
        }
        printf("received : %s\n", rbuf.mtext);
    }
    /* remove the queue */
    if (msgctl(msqid, IPC_RMID, NULL) < 0) {
        perror("msgctl");
        exit(EXIT_FAILURE);
    }
    exit(EXIT_SUCCESS);
}
