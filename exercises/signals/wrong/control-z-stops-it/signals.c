// expect: fail signal.not-handled
// Handles SIGINT and SIGTERM and forgets SIGTSTP.
#include <stdio.h>
#include <stdlib.h>
#include <signal.h>
#include <unistd.h>

void terminate(int sig)
{
	printf("Signal %d => End of the program\n", sig);
	exit(0);
}

int main()
{
	signal(SIGINT, terminate);
	signal(SIGTERM, terminate);

	for (;;) {
		printf(".\n");
		sleep(1);  // <signal.not-handled>
	}
	return 0;
}
