// expect: fail race.schedule-dependent
// Looks whether there is a message before it takes it; the other one may take it between.
#define _DEFAULT_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <sys/msg.h>

struct message {
    long type;
    char text[8];
};

static void worker(int queue)
{
    struct message m;
    struct msqid_ds facts;
    msgctl(queue, IPC_STAT, &facts);
    if (facts.msg_qnum > 0)
        msgrcv(queue, &m, sizeof m.text, 0, 0);
    _exit(0);
}

int main(void)
{
    struct message m = {1, "one"};
    int queue = msgget(IPC_PRIVATE, 0600);
    msgsnd(queue, &m, sizeof m.text, 0);
    for (int i = 0; i < 2; i++)
        if (fork() == 0)
            worker(queue);
    while (wait(NULL) > 0) {
    }
    msgctl(queue, IPC_RMID, NULL);
    puts("ok");
    return 0;
}
