// expect: pass
// sigaction with flags that the loop looks at; sleeps the rest of the second after each interruption.
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static volatile sig_atomic_t stop_signal = 0;
static volatile sig_atomic_t got_tstp = 0;

static void on_signal(int signo) {
	if (signo == SIGTSTP)
		++got_tstp;
	else
		stop_signal = signo;
}

static void install(int signo) {
	struct sigaction sa;
	memset(&sa, 0, sizeof(sa));
	sa.sa_handler = on_signal;
	sigemptyset(&sa.sa_mask);
	sa.sa_flags = 0; /* no SA_RESTART: sleep() must come back */
	if (sigaction(signo, &sa, NULL) < 0)
		perror("sigaction");
}

int main(void) {
	unsigned left;
	int answered = 0;

	setvbuf(stdout, NULL, _IOLBF, 0);
	install(SIGTSTP);
	install(SIGINT);
	install(SIGTERM);

	while (true) {
		puts(".");
		left = 1;
		while (left > 0 && !stop_signal) {
			left = sleep(left);
			while (answered != got_tstp) {
				printf("Signal %d => pause\n", SIGTSTP);
				++answered;
			}
		}
		if (stop_signal) {
			printf("Signal %d => End of the program\n", (int)stop_signal);
			return 0;
		}
	}
}
