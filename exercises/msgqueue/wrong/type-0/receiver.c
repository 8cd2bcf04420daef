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
    int i, id, count;
    char *end;

    if (argc != 2 || (count = strtol(argv[1], &end, 10)) < 0 || *end != '\0' || end == argv[1]) {
        fprintf(stderr, "usage: %s COUNT\n", argv[0]);
        exit(1);
    }
    id = msgget(KEY, 0);
    if (id == -1) {
        perror("msgget");
        exit(1);
    }
    for (i = 0; i < count; i++) {
        if (msgrcv(id, &m, sizeof m.mtext, 1, 0) == -1) {
            perror("msgrcv");
            exit(1);
        }
        printf("received : %s\n", m.mtext);
    }
    if (msgctl(id, IPC_RMID, NULL) == -1) {
        perror("msgctl");
        exit(1);
    }
    return 0;
}
