#include <stdio.h>
#include <unistd.h>

int main(void)
{
    printf("hello");
    _exit(0);  // <output.lost-in-buffer>
}
