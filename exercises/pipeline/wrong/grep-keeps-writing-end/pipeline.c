// expect: fail hang.deadlock
// The child that becomes grep does not close the writing end: grep waits for itself.
#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	int pfd[2], st;
	pid_t ps, gr;

	if (argc != 2) {
		fprintf(stderr, "usage: pipeline PATTERN\n");
		return 1;
	}
	if (pipe(pfd) < 0) {
		perror("pipe");
		return 1;
	}
	switch (ps = fork()) {
	case -1:
		perror("fork");
		return 1;
	case 0:
		close(1);
		dup(pfd[1]);
		close(pfd[0]);
		close(pfd[1]);
		execlp("ps", "ps", "-ef", NULL);
		perror("ps");
		_exit(1);
	}
	switch (gr = fork()) {
	case -1:
		perror("fork");
		return 1;
	case 0:
		close(0);
		dup(pfd[0]);
		close(pfd[0]);
		execlp("grep", "grep", argv[1], NULL);  // <hang.deadlock>
		perror("grep");
		_exit(1);
	}
	close(pfd[0]);
	close(pfd[1]);
	waitpid(ps, &st, 0);
	waitpid(gr, &st, 0);
	return WEXITSTATUS(st);
}
