#include <fcntl.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static char text[1 << 20];

int main(void)
{
    int ends[2];
    if (pipe(ends) == -1)
        return 1;
    pid_t child = fork();
    if (child == -1)
        return 1;
    if (child == 0) {
        long all = 0;
        ssize_t got;
        close(ends[1]);
        while ((got = read(ends[0], text, sizeof text)) > 0)
            all += got;
        printf("%ld bytes\n", all);
        return 0;
    }
    close(ends[0]);
    fcntl(ends[1], F_SETFL, O_NONBLOCK);
    if (write(ends[1], text, sizeof text) == -1)  // <stream.partial-write>
        return 1;
    close(ends[1]);
    wait(NULL);
    return 0;
}
