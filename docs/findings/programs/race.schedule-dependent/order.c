#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
    for (int i = 0; i < 2; i++) {
        pid_t child = fork();
        if (child == -1)
            return 1;
        if (child == 0) {
            write(1, i == 0 ? "first\n" : "second\n", i == 0 ? 6 : 7);  // <race.schedule-dependent>
            return 0;
        }
    }
    while (wait(NULL) > 0) {
    }
    return 0;
}
