// expect: pass
// As last-message, but takes it only if it is there.
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

int main(void)
{
    struct message m = {1, "one"};
    int queue = msgget(IPC_PRIVATE, 0600);
    msgsnd(queue, &m, sizeof m.text, 0);
    for (int i = 0; i < 2; i++) {
        if (fork() == 0)
            _exit(msgrcv(queue, &m, sizeof m.text, 0, IPC_NOWAIT) == -1 ? 1 : 0);
    }
    int status, empty = 0;
    while (wait(&status) > 0)
        empty += WEXITSTATUS(status);
    msgctl(queue, IPC_RMID, NULL);
    puts(empty == 1 ? "ok" : "lost");
    return 0;
}
