#include <stdio.h>

int main(void)
{
    for (int i = 0; i < 5; i++)
        printf("%d ", i);  // one blank too many behind the last number
    printf("\n");
    return 0;
}
