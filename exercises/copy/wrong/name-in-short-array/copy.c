// expect: fail memory.error
// Keeps the names in arrays of 64 bytes. With names of 200 characters what lies behind them is overwritten, and nobody notices.
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct names {
	char source[64];
	char dest[64];
	char spare[512];
};

static struct names names;

int main(int argc, char *argv[])
{
	int fd;

	if (argc != 3) {
		fprintf(stderr, "usage: copy SRC DEST\n");
		return 1;
	}
	strcpy(names.spare, argv[2]);
	fd = open(names.spare, O_WRONLY | O_CREAT | O_TRUNC, 0644);
	if (fd < 0) {
		perror(argv[2]);
		return 1;
	}
	for (size_t i = 0; i <= strlen(argv[1]); i++)
		names.source[i] = argv[1][i]; // <memory.error>
	dup2(fd, 1);
	close(fd);
	execlp("cat", "cat", names.source, NULL);
	perror("cat");
	return 1;
}
