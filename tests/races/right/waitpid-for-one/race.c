// expect: pass
// As wait-for-whichever, but says for whom it waits.
#define _DEFAULT_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
    int status;
    pid_t children[2];
    for (int i = 0; i < 2; i++) {
        children[i] = fork();
        if (children[i] == 0)
            _exit(i);
    }
    waitpid(children[0], &status, 0);
    puts(WEXITSTATUS(status) == 0 ? "ok" : "the other one");
    waitpid(children[1], NULL, 0);
    return 0;
}
