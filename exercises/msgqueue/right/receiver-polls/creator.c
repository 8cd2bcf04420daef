// expect: pass
// The receiver looks for a message ten times a second (IPC_NOWAIT and nanosleep); creator with IPC_EXCL.
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/msg.h>

int main(int argc, char *argv[])
{
    (void)argc;
    int id = msgget(1234, IPC_CREAT | IPC_EXCL | 0666);
    if (id == -1 && errno != EEXIST) {
        fprintf(stderr, "%s: %s\n", argv[0], strerror(errno));
        return 1;
    }
    return 0;
}
