// expect: pass
// dup2 and exec in the same process, no fork at all.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	int fd;

	if (argc != 3) {
		printf("usage: %s SRC DEST\n", argv[0]);
		return 1;
	}
	if ((fd = creat(argv[2], 0644)) < 0) {
		perror(argv[2]);
		return 2;
	}
	dup2(fd, 1);
	close(fd);
	execl("/bin/cat", "/bin/cat", argv[1], NULL);
	perror("/bin/cat");
	return 3;
}
