/* Two children write a letter each, the first an a, the second a b; nothing orders them. */
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
    if (fork() == 0) _exit(write(1, "a", 1) != 1);
    if (fork() == 0) _exit(write(1, "b", 1) != 1);
    while (wait(NULL) > 0) {
    }
    return 0;
}
