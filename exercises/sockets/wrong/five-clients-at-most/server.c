// expect: fail hang.deadlock
// A table for five clients; whoever comes when it is full is accepted and then forgotten.
#include <ctype.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX_CLIENTS 5

static void on_sigterm(int sig)
{
	(void) sig;
	_exit(0);
}

int main(int argc, char **argv)
{
	struct pollfd p[MAX_CLIENTS + 1];
	struct sockaddr_in a = { .sin_family = AF_INET };
	int port, i, c, on = 1;
	char buf[4096];
	ssize_t n;

	if (argc != 2 || (port = atoi(argv[1])) < 1 || port > 65535) {
		fprintf(stderr, "usage: %s port\n", argv[0]);
		return 1;
	}
	signal(SIGTERM, on_sigterm);
	signal(SIGPIPE, SIG_IGN);
	a.sin_port = htons(port);

	p[0].fd = socket(AF_INET, SOCK_STREAM, 0);
	p[0].events = POLLIN;
	setsockopt(p[0].fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (bind(p[0].fd, (struct sockaddr *) &a, sizeof a) < 0 || listen(p[0].fd, 10) < 0) {
		perror("server");
		return 1;
	}
	for (i = 1; i <= MAX_CLIENTS; i++) {
		p[i].fd = -1;
		p[i].events = POLLIN;
	}

	while (poll(p, MAX_CLIENTS + 1, -1) > 0 || errno == EINTR) {  // <hang.deadlock>
		if (p[0].revents & POLLIN) {
			c = accept(p[0].fd, NULL, NULL);
			for (i = 1; i <= MAX_CLIENTS; i++)
				if (p[i].fd == -1) {
					p[i].fd = c;
					p[i].revents = 0;
					break;
				}
		}
		for (i = 1; i <= MAX_CLIENTS; i++) {
			if (p[i].fd == -1 || p[i].revents == 0)
				continue;
			n = read(p[i].fd, buf, sizeof buf);
			if (n <= 0) {
				close(p[i].fd);
				p[i].fd = -1;
				continue;
			}
			for (c = 0; c < n; c++)
				buf[c] = toupper((unsigned char) buf[c]);
			write(p[i].fd, buf, n);
		}
	}
	return 1;
}
