#include <stdio.h>
#include <stdlib.h>

int main(void)
{
    int count = 4, sum = 0;
    int *numbers = calloc((size_t)count, sizeof *numbers);
    if (numbers == NULL)
        return 1;
    for (int i = 0; i <= count; i++)
        sum += numbers[i];  // <memory.error>
    free(numbers);
    printf("%s\n", sum == 0 ? "done" : "strange");
    return 0;
}
