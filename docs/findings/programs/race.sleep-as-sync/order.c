#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
    pid_t child = fork();
    if (child == -1)
        return 1;
    if (child == 0) {
        write(1, "first\n", 6);
        return 0;
    }
    sleep(1);  // <race.sleep-as-sync>
    write(1, "second\n", 7);
    wait(NULL);
    return 0;
}
