#include <unistd.h>

int main(void)
{
    for (int round = 0; round < 3; round++) {
        pid_t child = fork();  // <proc.zombie>
        if (child == -1)
            return 1;
        if (child == 0)
            return 0;
        usleep(200000);
    }
    return 0;
}
