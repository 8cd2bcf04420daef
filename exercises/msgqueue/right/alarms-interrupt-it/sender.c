#include "queue.h"
int main(int argc, char **argv)
{
    if (argc < 2) USAGE("sender TEXT...");
    int id = queue(0);
    for (int i = 1; i < argc; i++)
        if (strlen(argv[i]) > TEXT - 1) { fprintf(stderr, "too long\n"); exit(1); }
    for (int i = 1; i < argc; i++) {
        struct msgbuf_ m = { .mtype = 1 };
        memcpy(m.mtext, argv[i], strlen(argv[i]) + 1);
        if (msgsnd(id, &m, strlen(argv[i]) + 1, 0) == -1) FATAL("msgsnd");
    }
}
