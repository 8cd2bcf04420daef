#include <stdlib.h>
#include <unistd.h>

int main(void)
{
    char name[] = "/tmp/work-XXXXXX";
    int file = mkstemp(name);  // <ipc.leak.file>
    if (file == -1)
        return 1;
    close(file);
    return 0;
}
