// expect: fail hang.timeout
// Prints the message for SIGTERM and goes on with the dots: only SIGINT leaves the loop.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

volatile int running = 1;

void handler(int sig)
{
	if (sig == SIGTSTP)
		printf("Signal %d => pause\n", sig);
	else
		printf("Signal %d => End of the program\n", sig);
	fflush(stdout);
	if (sig == SIGINT)
		running = 0;
}

int main(void)
{
	signal(SIGTSTP, handler);
	signal(SIGINT, handler);
	signal(SIGTERM, handler);
	while (running) {
		printf(".\n");
		fflush(stdout);
		sleep(1);  // <hang.timeout>
	}
	return 0;
}
