#include <unistd.h>

int main(void)
{
    if (fork() == 0) {  // <proc.orphan>
        sleep(60);
        return 0;
    }
    return 0;
}
