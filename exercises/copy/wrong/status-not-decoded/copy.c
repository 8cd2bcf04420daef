// expect: fail exit.status
// Returns what wait() stored as it is: 256 for status 1, of which the caller sees 0.
#include <stdio.h>
#include <fcntl.h>
#include <unistd.h>
#include <sys/wait.h>

int main(int argc, char *argv[]) {
	int status = 0;
	if (argc != 3) {
		fprintf(stderr, "usage: %s src dest\n", argv[0]);
		return 1;
	}
	int fd = open(argv[2], O_WRONLY|O_CREAT|O_TRUNC, 0644);
	if (fd < 0) {
		perror(argv[2]);
		return 1;
	}
	if (fork() == 0) {
		close(1);
		dup(fd);
		close(fd);
		execlp("cat", "cat", argv[1], NULL);
		perror("cat");
		_exit(1);
	}
	wait(&status);
	return status;
}
