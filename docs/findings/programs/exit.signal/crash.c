#include <stdlib.h>

int main(void)
{
    int *numbers = malloc(0);
    free(numbers);
    numbers = NULL;
    numbers[0] = 1;  // <exit.signal>
    return 0;
}
