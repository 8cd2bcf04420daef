#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <time.h>

typedef struct message_t {
    long int mtype;
    char mtext[128];
} message_t;

int main(int argc, char *argv[])
{
    char *rest = NULL;
    long count = argc == 2 ? strtol(argv[1], &rest, 10) : -1;
    if (count < 0 || rest == argv[1] || strlen(rest) > 0) {
        fprintf(stderr, "USAGE: %s <count>\n", argv[0]);
        return 1;
    }
    int id = msgget(1234, 0666);
    if (id == -1) {
        fprintf(stderr, "%s: there is no queue: %s\n", argv[0], strerror(errno));
        return 1;
    }
    message_t msg;
    const struct timespec moment = { 0, 100 * 1000 * 1000 };
    long got = 0;
    while (got < count) {
        if (msgrcv(id, &msg, sizeof(msg.mtext), 1, IPC_NOWAIT) >= 0) {
            printf("received : %s\n", msg.mtext);
            ++got;
        } else if (errno == ENOMSG) {
            nanosleep(&moment, NULL);  // <hang.timeout>
        } else {
            fprintf(stderr, "%s: %s\n", argv[0], strerror(errno));
            return 1;
        }
    }
    if (msgctl(id, IPC_RMID, NULL) == -1) {
        fprintf(stderr, "%s: %s\n", argv[0], strerror(errno));
        return 1;
    }
    return 0;
}
