// expect: pass output.lost-in-buffer
// Says what it does before it executes cat; into a pipe or a file that is never written.
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int main(int argc, char *argv[])
{
	if (argc != 3) {
		fprintf(stderr, "usage: copy SRC DEST\n");
		return 1;
	}
	int fd = open(argv[2], O_WRONLY | O_CREAT | O_TRUNC, 0644);
	if (fd < 0) {
		perror(argv[2]);
		return 1;
	}
	printf("copying %s\n", argv[1]);
	dup2(fd, 1);
	close(fd);
	execlp("cat", "cat", argv[1], NULL); // <output.lost-in-buffer>
	perror("cat");
	return 1;
}
