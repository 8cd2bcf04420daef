#include <ctype.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static int ask(int server)
{
    char answer[64];
    if (write(server, "a ", 2) != 2)
        return 1;
    sleep(1);
    if (write(server, "line\n", 5) != 5)
        return 1;
    ssize_t length = read(server, answer, sizeof answer);
    return length <= 0 || write(STDOUT_FILENO, answer, (size_t)length) != length;
}

int main(void)
{
    int ends[2];
    char text[64];
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == -1)
        return 1;
    pid_t child = fork();
    if (child == -1)
        return 1;
    if (child == 0)
        return ask(ends[0]);
    ssize_t length = read(ends[1], text, sizeof text - 1);  // <stream.partial-read>
    if (length <= 0)
        return 1;
    for (ssize_t i = 0; i < length; i++)
        text[i] = (char)toupper((unsigned char)text[i]);
    if (text[length - 1] != '\n')
        text[length++] = '\n';
    if (write(ends[1], text, (size_t)length) != length)
        return 1;
    wait(NULL);
    return 0;
}
