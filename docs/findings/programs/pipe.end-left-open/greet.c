#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
    int ends[2];
    if (pipe(ends) == -1)
        return 1;
    pid_t child = fork();
    if (child == -1)
        return 1;
    if (child == 0) {
        char text[16] = "";  // the child has its own copy of the writing end and does not close it
        read(ends[0], text, sizeof text - 1);
        printf("%s\n", text);
        return 0;
    }
    close(ends[0]);
    write(ends[1], "hello", 5);
    close(ends[1]);
    wait(NULL);
    return 0;
}
