#include <stdio.h>
#include <unistd.h>

int main(void)
{
    char letter = '?';
    int letters = 0;
    while (letters < 5) {
        read(0, &letter, 1);  // <stream.eof-ignored>
        putchar(letter);
        letters++;
    }
    putchar('\n');
    return 0;
}
