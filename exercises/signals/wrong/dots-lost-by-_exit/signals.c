// expect: fail output.lost-in-buffer
// The handler uses write and _exit only; the dots are printed with printf, and in a pipe they are lost.
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void say(const char *text)
{
	if (write(STDOUT_FILENO, text, strlen(text)) == -1)
		_exit(1);
}

static void handler(int sig)
{
	if (sig == SIGTSTP) {
		say("Signal 20 => pause\n");
		return;
	}
	say(sig == SIGINT ? "Signal 2 => End of the program\n" : "Signal 15 => End of the program\n");
	_exit(0);  // <output.lost-in-buffer>
}

int main(void)
{
	struct sigaction sa;

	memset(&sa, 0, sizeof sa);
	sa.sa_handler = handler;
	sigaction(SIGINT, &sa, NULL);
	sigaction(SIGTERM, &sa, NULL);
	sigaction(SIGTSTP, &sa, NULL);

	while (1) {
		printf(".\n");
		sleep(1);
	}
}
