// expect: pass
// Old style: close, then dup, which gives the lowest free number. wait() in a loop, in whatever order they end.
#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

int tube[2];

void lance(int garde, int cible, char **cmd)
{
	close(cible);
	if (dup(tube[garde]) != cible) {
		perror("dup");
		exit(126);
	}
	close(tube[0]);
	close(tube[1]);
	execvp(cmd[0], cmd);
	perror(cmd[0]);
	exit(127);
}

int main(int argc, char **argv)
{
	char *cmd_ps[] = { "ps", "-e", "-f", NULL };
	char *cmd_grep[] = { "grep", NULL, NULL };
	pid_t ps, grep, p;
	int s, resultat = 1;

	if (argc != 2) {
		fprintf(stderr, "usage : %s motif\n", argv[0]);
		exit(2);
	}
	cmd_grep[1] = argv[1];

	if (pipe(tube)) {
		perror("pipe");
		exit(2);
	}
	ps = fork();
	if (ps == 0)
		lance(1, 1, cmd_ps);
	grep = fork();
	if (grep == 0)
		lance(0, 0, cmd_grep);
	close(tube[0]);
	close(tube[1]);
	if (ps < 0 || grep < 0) {
		perror("fork");
		while (wait(NULL) > 0)
			;
		exit(2);
	}
	while ((p = wait(&s)) > 0)
		if (p == grep)
			resultat = WIFEXITED(s) ? WEXITSTATUS(s) : 2;
	return resultat;
}
