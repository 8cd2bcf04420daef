#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
    pid_t child = fork();
    if (child == -1)
        return 1;
    if (child == 0)
        execlp("no-such-command", "no-such-command", (char *)NULL);  // <proc.runaway-child>
    // Where the exec fails, the child gets here as well.
    wait(NULL);
    return 0;
}
