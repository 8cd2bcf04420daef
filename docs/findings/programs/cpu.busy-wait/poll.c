#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
    pid_t child = fork();
    if (child == -1)
        return 1;
    if (child == 0) {
        usleep(500000);
        return 0;
    }
    while (waitpid(child, NULL, WNOHANG) == 0) {  // <cpu.busy-wait>
    }
    return 0;
}
