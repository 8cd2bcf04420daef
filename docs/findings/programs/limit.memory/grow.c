#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(void)
{
    for (int i = 0; i < 1000; i++) {
        char *block = malloc(8 << 20);  // <limit.memory>
        if (block == NULL) {
            perror("malloc");
            return 1;
        }
        memset(block, i, 8 << 20);
    }
    return 0;
}
