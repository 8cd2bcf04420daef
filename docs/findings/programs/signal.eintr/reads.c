#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static void on_child(int number)
{
    (void)number;
}

int main(void)
{
    struct sigaction action = {.sa_handler = on_child};
    int ends[2], status = 0;
    char text[8];
    sigaction(SIGCHLD, &action, NULL);
    if (pipe(ends) == -1)
        return 1;
    if (fork() == 0) {
        sleep(1);
        return 0;
    }
    if (fork() == 0) {
        sleep(2);
        write(ends[1], "text", 4);
        return 0;
    }
    close(ends[1]);
    if (read(ends[0], text, sizeof text) == -1) {  // <signal.eintr>
        perror("read");
        status = 1;
    }
    while (wait(NULL) > 0) {
    }
    return status;
}
