#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/msg.h>

#define KEY 1234

struct message {
    long mtype;
    char mtext[128];
};

int main(int argc, char *argv[])
{
    struct message m;
    int i, id;

    if (argc < 2) {
        fprintf(stderr, "usage: %s TEXT...\n", argv[0]);
        exit(1);
    }
    for (i = 1; i < argc; i++)
        if (strlen(argv[i]) >= sizeof m.mtext) {
            fprintf(stderr, "%s: text is too long\n", argv[0]);
            exit(1);
        }
    id = msgget(KEY, 0);
    if (id == -1) {
        perror("msgget");
        exit(1);
    }
    for (i = 1; i < argc; i++) {
        m.mtype = 0;
        strcpy(m.mtext, argv[i]);
        if (msgsnd(id, &m, strlen(m.mtext) + 1, 0) == -1) {  // <hang.deadlock>
            perror("msgsnd");
            exit(1);
        }
    }
    return 0;
}
