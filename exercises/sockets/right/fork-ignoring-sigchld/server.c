// expect: pass
// Numbers for names, SIGCHLD ignored so that nobody needs to be waited for, the whole process group is ended at the end.
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

void fini(int n)
{
	signal(n, SIG_IGN);
	kill(0, n);              /* the children */
	while (wait(NULL) > 0)   /* returns when all are gone */
		;
	_exit(0);
}

void service(int c)
{
	char l[512];
	int n, i;

	while ((n = read(c, l, sizeof l)) > 0) {
		for (i = 0; i < n; i++)
			if (l[i] >= 'a' && l[i] <= 'z')
				l[i] -= 32;
		if (write(c, l, n) != n)
			break;
	}
	exit(0);
}

int main(int argc, char **argv)
{
	int s, c, p, un = 1;
	struct sockaddr_in a;

	if (argc != 2 || (p = atoi(argv[1])) < 1 || p > 65535) {
		fprintf(stderr, "usage : server port (1 a 65535)\n");
		return 1;
	}
	bzero(&a, sizeof a);
	a.sin_family = 2;
	a.sin_port = htons(p);
	s = socket(2, 1, 0);
	setsockopt(s, 1, 2, &un, sizeof un);
	if (bind(s, (void *) &a, sizeof a) || listen(s, 5)) {
		perror("server");
		return 1;
	}
	signal(SIGCHLD, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGTERM, fini);
	while (1) {
		c = accept(s, 0, 0);
		if (c == -1)
			continue;
		switch (fork()) {
		case 0:
			signal(SIGTERM, SIG_DFL);
			close(s);
			service(c);
		case -1:
			perror("fork");
		}
		close(c);
	}
}
