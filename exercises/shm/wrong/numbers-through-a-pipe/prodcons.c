// expect: fail topology.missing,topology.extra,exit.status
// Right output, but without shared memory: the numbers go through a pipe.
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char *argv[])
{
	int fd[2], count = -1, i, number;
	char *end = NULL;

	if (argc == 2)
		count = strtol(argv[1], &end, 10);
	if (end == NULL || end == argv[1] || *end != '\0' || strtol(argv[1], NULL, 10) > 1000000 || count < 0) {
		fprintf(stderr, "usage: prodcons COUNT\n");
		return 1;
	}

	if (pipe(fd) == -1) {
		perror("pipe");
		return 1;
	}
	switch (fork()) {
	case -1:
		perror("fork");
		return 1;
	case 0:
		close(fd[0]);
		for (i = 0; i < count; i++)
			if (write(fd[1], &i, sizeof i) != sizeof i)
				_exit(1);
		_exit(0);
	}
	close(fd[1]);
	for (i = 0; read(fd[0], &number, sizeof number) > 0; i++) {
		if (i > 0)
			putchar(' ');
		printf("%d", number);
	}
	putchar('\n');
	wait(NULL);
	return 0;
}
