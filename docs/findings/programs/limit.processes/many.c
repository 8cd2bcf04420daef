#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
    for (int i = 0; i < 100; i++) {
        pid_t child = fork();  // <limit.processes>
        if (child == -1) {
            perror("fork");
            break;
        }
        if (child == 0) {
            pause();
            return 0;
        }
    }
    return 1;
}
