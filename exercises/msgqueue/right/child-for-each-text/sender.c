#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/msg.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char *argv[])
{
    int q, i, st;
    if (argc < 2) {
        fprintf(stderr, "Usage: sender TEXT...\n");
        return 1;
    }
    for (i = 1; i < argc; i++)
        if (strlen(argv[i]) >= 128) {
            fprintf(stderr, "sender: TEXT %d does not fit into a message\n", i);
            return 1;
        }
    if ((q = msgget(1234, 0)) == -1) {
        perror("sender");
        return 1;
    }
    for (i = 1; i < argc; i++) {
        pid_t p = fork();
        if (p == -1) {
            perror("fork");
            return 1;
        }
        if (p == 0) {
            struct { long mtype; char mtext[128]; } m = { 1, { 0 } };
            memccpy(m.mtext, argv[i], 0, 128);
            _exit(msgsnd(q, &m, strlen(m.mtext) + 1, 0) == -1);
        }
        if (waitpid(p, &st, 0) == -1 || st != 0) {
            fprintf(stderr, "sender: message %d was not sent\n", i);
            return 1;
        }
    }
    return 0;
}
