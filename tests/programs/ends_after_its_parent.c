/* The child sees its parent end, and then writes a file and ends by itself. */
#include <fcntl.h>
#include <unistd.h>

int main(void)
{
    int parent_lives[2];
    char byte;
    if (pipe(parent_lives) == -1) return 1;
    pid_t pid = fork();
    if (pid != 0) return pid == -1;
    close(parent_lives[1]);
    if (read(parent_lives[0], &byte, 1) != 0) return 1;
    int fd = open("file", O_WRONLY | O_CREAT, 0600);
    return write(fd, "done", 4) != 4;
}
