#include <fcntl.h>
#include <unistd.h>

int main(void)
{
    char block[4096] = "text";
    int file = open("file", O_RDWR | O_CREAT, 0644);
    for (;;) {
        if (write(file, block, sizeof block) == -1)  // <limit.file-size>
            return 1;
    }
}
