#include <sys/msg.h>
#include <stdio.h>

static struct { long t; char s[128]; } m;

int main(int c, char **v)
{
	int q, n; char rest;
	if (c != 2 || sscanf(v[1], "%d%c", &n, &rest) != 1) return fprintf(stderr, "usage: receiver count\n"), 2;
	if ((q = msgget(0x4d2, 0)) < 0) return perror("receiver"), 1;
	while (n-- > 0) {
		if (msgrcv(q, &m, 128, 0, 0) < 0) return perror("receiver"), 1;
		printf("received : "); puts(m.s);
	}
	return msgctl(q, 0, 0) ? perror("receiver"), 1 : 0;
}
