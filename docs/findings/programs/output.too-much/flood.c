#include <stdio.h>

int main(void)
{
    for (int i = 0; i < 10; i += 0)
        printf("%d\n", i);
    return 0;
}
