#include <stdio.h>
#include <unistd.h>

int main(void)
{
    char text[64];
    ssize_t length = read(0, text, sizeof text);  // <stream.partial-read>
    if (length <= 0)
        return 1;
    printf("%.*s", (int)length, text);
    return 0;
}
