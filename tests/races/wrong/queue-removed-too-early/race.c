// expect: fail race.schedule-dependent
// The sender removes the queue; the receiver may not have its message yet.
#define _DEFAULT_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <sched.h>
#include <sys/msg.h>

struct message {
    long type;
    char text[8];
};

int main(void)
{
    struct message m = {1, "ok"};
    int queue = msgget(IPC_PRIVATE, 0600);
    pid_t child = fork();
    if (child == 0) {
        if (msgrcv(queue, &m, sizeof m.text, 0, 0) == -1)
            strcpy(m.text, "gone");
        puts(m.text);
        exit(0);
    }
    sched_yield();
    msgsnd(queue, &m, sizeof m.text, 0);
    msgctl(queue, IPC_RMID, NULL);
    waitpid(child, NULL, 0);
    return 0;
}
