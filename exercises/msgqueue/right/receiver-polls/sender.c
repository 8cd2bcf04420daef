#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/msg.h>

typedef struct message_t {
    long int mtype;
    char mtext[128];
} message_t;

int main(int argc, char *argv[])
{
    if (argc < 2) {
        fprintf(stderr, "USAGE: %s <text> [<text> ...]\n", argv[0]);
        return 1;
    }
    int id = msgget(1234, 0666);
    if (id == -1) {
        fprintf(stderr, "%s: there is no queue: %s\n", argv[0], strerror(errno));
        return 1;
    }
    int ok = 1;
    for (int i = 1; i < argc && ok; ++i)
        ok = strlen(argv[i]) < sizeof(((message_t *)0)->mtext);
    if (!ok) {
        fprintf(stderr, "%s: texts have 127 characters at most\n", argv[0]);
        return 1;
    }
    for (int i = 1; i < argc; ++i) {
        message_t msg = { 1, "" };
        strncpy(msg.mtext, argv[i], sizeof(msg.mtext) - 1);
        if (msgsnd(id, &msg, sizeof(msg.mtext), 0) == -1) {
            fprintf(stderr, "%s: %s\n", argv[0], strerror(errno));
            return 1;
        }
    }
    return 0;
}
