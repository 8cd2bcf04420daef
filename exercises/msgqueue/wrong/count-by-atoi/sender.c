#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/msg.h>

#define LEN 128

struct letter {
	long kind;
	char body[LEN];
};

static bool fits(const char *s)
{
	return strlen(s) < LEN;
}

static int send_letter(int id, const char *s)
{
	struct letter l;

	l.kind = 1;
	stpcpy(l.body, s);
	return msgsnd(id, &l, strlen(s) + 1, 0);
}

int main(int argc, char **argv)
{
	int id;

	if (argc < 2) {
		fputs("usage: sender text [text]...\n", stderr);
		return 1;
	}
	for (int k = 1; k < argc; k++) {
		if (!fits(argv[k])) {
			fputs("sender: a letter has no more than 127 bytes\n", stderr);
			return 1;
		}
	}
	id = msgget(1234, 0);
	if (id == -1) {
		perror("sender: msgget");
		return 1;
	}
	for (int k = 1; k < argc; k++) {
		if (send_letter(id, argv[k]) == -1) {
			perror("sender: msgsnd");
			return 1;
		}
	}
	return 0;
}
