#include <unistd.h>

int main(void)
{
    int ends[2];
    char byte;
    if (pipe(ends) == -1)
        return 1;
    // Nobody can write: the only writing end is held by the reader itself.
    return read(ends[0], &byte, 1) == 1 ? 0 : 1;  // <hang.deadlock>
}
