/* Leaves a process behind that is in a session of its own, and says its pid. */
#include <stdio.h>
#include <unistd.h>

int main(void)
{
    int ready[2];
    char byte;
    if (pipe(ready) == -1) return 1;
    pid_t pid = fork();
    if (pid == 0) {
        setsid();
        close(ready[0]);
        close(ready[1]);
        for (;;) pause();
    }
    close(ready[1]);
    if (read(ready[0], &byte, 1) != 0) return 1; /* it has its own session by now */
    printf("%d\n", (int)pid);
    return 0;
}
