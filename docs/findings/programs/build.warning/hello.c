#include <stdio.h>

int main(void)
{
    printf("%d\n", "three");  // <build.warning>
    return 0;
}
