// expect: pass
// vfork and dup3, the ends being close-on-exec, so nothing is closed in the children by hand.
#define _GNU_SOURCE
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	int fd[2], st_ps, st_grep;
	pid_t ps, grep;

	if (argc != 2)
		errx(1, "usage: pipeline PATTERN");

	if (pipe2(fd, O_CLOEXEC) < 0)
		err(1, "pipe2");

	if ((grep = vfork()) == 0) {
		dup3(fd[0], 0, 0);
		execlp("grep", "grep", argv[1], NULL);
		warn("grep");
		_exit(127);
	}
	if (grep < 0)
		err(1, "vfork");

	if ((ps = vfork()) == 0) {
		dup3(fd[1], 1, 0);
		execlp("ps", "ps", "-ef", NULL);
		warn("ps");
		_exit(127);
	}

	close(fd[0]);
	close(fd[1]);
	if (ps > 0)
		waitpid(ps, &st_ps, 0);
	if (waitpid(grep, &st_grep, 0) < 0)
		err(1, "waitpid");
	if (ps < 0)
		errx(1, "no second process");
	return WIFEXITED(st_grep) ? WEXITSTATUS(st_grep) : 2;
}
