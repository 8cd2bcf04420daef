#include <sys/msg.h>
#include <string.h>
#include <stdio.h>

static struct { long t; char s[128]; } m;

int main(int c, char **v)
{
	int q, i;
	if (c < 2) return fprintf(stderr, "usage: sender text...\n"), 2;
	for (i = 1; i < c; i++)
		if (strlen(v[i]) >= 128) return fprintf(stderr, "too long: %s\n", v[i]), 3;
	if ((q = msgget(0x4d2, 0)) < 0) return perror("sender"), 1;
	m.t = 1;
	for (i = 1; i < c; i++)
		if (msgsnd(q, &m, strlen(strcpy(m.s, v[i])) + 1, 0)) return perror("sender"), 1;
	return 0;
}
