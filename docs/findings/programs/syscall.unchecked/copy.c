#include <fcntl.h>
#include <unistd.h>

int main(void)
{
    char text[64];
    int file = open("no-such-file", O_RDONLY);  // <syscall.unchecked>
    read(file, text, sizeof text);
    close(file);
    return 0;
}
