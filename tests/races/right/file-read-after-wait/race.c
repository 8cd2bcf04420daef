// expect: pass
// As file-read-too-early, but the parent waits for the child first.
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
    char text[8] = "";
    int out = open("result", O_CREAT | O_TRUNC | O_WRONLY, 0644);
    pid_t child = fork();
    if (child == 0) {
        if (write(out, "ok", 2) != 2)
            _exit(1);
        _exit(0);
    }
    waitpid(child, NULL, 0);
    int in = open("result", O_RDONLY);
    if (read(in, text, sizeof text - 1) > 0)
        puts(text);
    return 0;
}
