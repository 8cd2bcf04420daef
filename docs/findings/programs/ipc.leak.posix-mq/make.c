#include <fcntl.h>
#include <mqueue.h>
#include <stddef.h>

int main(void)
{
    mqd_t queue = mq_open("/jobs", O_CREAT | O_RDWR, 0600, NULL);  // <ipc.leak.posix-mq>
    if (queue == (mqd_t)-1)
        return 1;
    mq_close(queue);
    return 0;
}
