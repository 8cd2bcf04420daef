#include <stdio.h>

int main(void)
{
    printf("hello\n")  // <build.error>
    return 0;
}
