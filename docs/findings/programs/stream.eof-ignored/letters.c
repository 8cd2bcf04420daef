#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
    int ends[2];
    char letter = '?';
    if (pipe(ends) == -1)
        return 1;
    pid_t child = fork();
    if (child == -1)
        return 1;
    if (child == 0) {
        close(ends[0]);
        return write(ends[1], "abc", 3) != 3;
    }
    close(ends[1]);
    for (int letters = 0; letters < 200; letters++) {
        read(ends[0], &letter, 1);  // <stream.eof-ignored>
        putchar(letter);
    }
    putchar('\n');
    wait(NULL);
    return 0;
}
