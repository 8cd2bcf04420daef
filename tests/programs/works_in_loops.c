/* works_in_loops KIND: prints "FUNCTION:LINE" of a loop to standard error, and goes round in it without a call to the
   kernel, for ever. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static volatile int flag;
static volatile int flags[30];
static const char *volatile text = "0";

static void say(const char *function, int line)
{
    fprintf(stderr, "%s:%d\n", function, line);
}

__attribute__((noinline)) static int is_set(const volatile int *which)
{
    int times = 3;
    while (times-- > 0)
        if (*which)
            return 1;
    return 0;
}

__attribute__((noinline)) static void wait_for_flag(void)
{
    say(__func__, __LINE__ + 1);
    while (!flag) {}
}

int main(int argc, char *argv[])
{
    const char *kind = argc > 1 ? argv[1] : "";
    if (strcmp(kind, "line") == 0) {
        say(__func__, __LINE__ + 1);
        while (!flag) {}
    } else if (strcmp(kind, "function") == 0) {
        wait_for_flag();
    } else if (strcmp(kind, "calls") == 0) {
        say(__func__, __LINE__ + 1);
        while (!is_set(&flag)) {}
    } else if (strcmp(kind, "library") == 0) {
        say(__func__, __LINE__ + 1);
        while (atoi(text) == 0) {}
    } else if (strcmp(kind, "nested") == 0) {
        say(__func__, __LINE__ + 1);
        while (!flag) { for (int i = 0; i < 30; i++) flag = flags[i]; }
    }
    return 0;
}
