#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void on_alarm(int number)
{
    printf("signal %d\n", number);  // <signal.unsafe-handler>
}

int main(void)
{
    signal(SIGALRM, on_alarm);
    alarm(1);
    pause();
    return 0;
}
