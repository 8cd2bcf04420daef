// expect: fail build.error
// A semicolon is missing.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

void handler(int sig)
{
    printf("Signal %d => End of the program\n", sig) // <build.error>
    exit(0);
}

int main(void)
{
    signal(SIGINT, handler);
    signal(SIGTERM, handler);
    while (1) {
        printf(".\n");
        sleep(1);
    }
}
