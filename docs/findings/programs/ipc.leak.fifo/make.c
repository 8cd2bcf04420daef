#include <sys/stat.h>

int main(void)
{
    return mkfifo("way", 0600) == -1;  // <ipc.leak.fifo>
}
