#include <stdio.h>

int main(void)
{
    FILE *file = fopen("file", "w");
    if (file == NULL)
        return 1;
    fputs("hello\n", file);
    return fclose(file) == 0 ? 0 : 1;  // <topology.extra>
}
