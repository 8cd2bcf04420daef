#include <stdio.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/wait.h>
#include <unistd.h>

#define LEN 128

struct letter {
	long kind;
	char body[LEN];
};

static int take_one(int id)
{
	struct letter l;

	if (msgrcv(id, &l, LEN, 1, 0) == -1) {
		perror("receiver: msgrcv");
		return 1;
	}
	return dprintf(STDOUT_FILENO, "received : %s\n", l.body) < 0;
}

int main(int argc, char **argv)
{
	char *end;
	long n;
	int id, status = 0;

	if (argc != 2 || *argv[1] == '\0' || (n = strtol(argv[1], &end, 10), *end != '\0')) {
		fputs("usage: receiver count\n", stderr);
		return 1;
	}
	id = msgget(1234, 0);
	if (id == -1) {
		perror("receiver: msgget");
		return 1;
	}
	for (; n > 0 && status == 0; n--) {
		pid_t pid = fork();
		if (pid == 0)
			_exit(take_one(id));
		if (pid == -1 || waitpid(pid, &status, 0) == -1) {
			perror("receiver");
			status = 1;
		}
	}
	if (msgctl(id, IPC_RMID, NULL) == -1) {
		perror("receiver: msgctl");
		return 1;
	}
	return status != 0;
}
