#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

int main(void)
{
    int segment = shm_open("/segment", O_CREAT | O_RDWR, 0600);  // <ipc.leak.posix-shm>
    if (segment == -1)
        return 1;
    close(segment);
    return 0;
}
