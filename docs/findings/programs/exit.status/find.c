#include <fcntl.h>
#include <stdio.h>

int main(int argc, char **argv)
{
    if (open(argv[argc - 1], O_RDONLY) == -1)
        perror(argv[argc - 1]);
    return 0;
}
