#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <netdb.h>
#include <signal.h>
#include <sys/types.h>
#include <sys/socket.h>
#include <netinet/in.h>
#include <unistd.h>

#define MAXLINE 65536

static char buf[MAXLINE + 2];

int main(int argc, char **argv)
{
	int fd, i;
	struct sockaddr_in srv;
	struct hostent *he;

	if (argc < 4) {
		fprintf(stderr, "usage: client host port text ...\n");
		exit(1);
	}
	signal(SIGPIPE, SIG_IGN);
	int port = atoi(argv[2]);
	if (port <= 0 || port > 65535) {
		fprintf(stderr, "client: invalid port\n");
		exit(1);
	}
	if ((he = gethostbyname(argv[1])) == NULL) {
		fprintf(stderr, "client: unknown host\n");
		exit(1);
	}
	memset(&srv, 0, sizeof srv);
	srv.sin_family = AF_INET;
	srv.sin_port = htons(port);
	memcpy(&srv.sin_addr, he->h_addr_list[0], he->h_length);

	fd = socket(AF_INET, SOCK_STREAM, 0);
	if (fd < 0 || connect(fd, (struct sockaddr *) &srv, sizeof srv) < 0) {
		perror("client");
		exit(1);
	}

	for (i = 3; i < argc; i++) {
		size_t len = strlen(argv[i]), done = 0, have = 0;
		if (len > MAXLINE) {
			fprintf(stderr, "client: text too long\n");
			exit(1);
		}
		memcpy(buf, argv[i], len);
		buf[len++] = '\n';
		while (done < len) {
			ssize_t n = write(fd, buf + done, len - done);
			if (n < 0) {
				perror("client: write");
				exit(1);
			}
			done += n;
		}
		while (have == 0 || buf[have - 1] != '\n') {
			ssize_t n = have < sizeof buf ? read(fd, buf + have, sizeof buf - have) : 0;
			if (n <= 0) {
				fprintf(stderr, "client: no answer\n");
				exit(1);
			}
			have += n;
		}
		fwrite(buf, 1, have, stdout);
	}
	close(fd);
	return 0;
}
