#include <fcntl.h>
#include <unistd.h>

int main(void)
{
    int file = open("/dev/null", O_WRONLY);
    if (file == -1)
        return 1;
    dup2(file, 1);  // makes a second descriptor: the first one stays open
    execlp("true", "true", (char *)NULL);  // <fd.leaked-into-exec>
    return 1;
}
