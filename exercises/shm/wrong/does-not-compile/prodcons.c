// expect: fail build.error
// Calls a function that does not exist: the linker finds no semaphore_wait.
#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define OR_DIE(x) do { if (!(x)) { perror(#x); exit(EXIT_FAILURE); } } while (0)

static void up(int fd) {
	uint64_t one = 1;
	OR_DIE(write(fd, &one, sizeof one) == sizeof one);
}

void semaphore_wait(int fd);

static void down(int fd) {
	semaphore_wait(fd);  // <build.error>
}

int main(int argc, char **argv) {
	int count, used = 0;

	if (argc != 2 || sscanf(argv[1], "%7d%n", &count, &used) != 1 || argv[1][used] != '\0' || count < 0 || count > 1000000) {
		fprintf(stderr, "Usage: %s <count>\n", *argv);
		return EXIT_FAILURE;
	}

	int mem = memfd_create("buffer", MFD_CLOEXEC);
	OR_DIE(mem != -1);
	OR_DIE(ftruncate(mem, 5 * sizeof(int)) == 0);
	int *buffer = mmap(NULL, 5 * sizeof(int), PROT_READ | PROT_WRITE, MAP_SHARED, mem, 0);
	OR_DIE(buffer != MAP_FAILED);
	close(mem);

	int room = eventfd(5, EFD_SEMAPHORE);
	OR_DIE(room != -1);
	int items = eventfd(0, EFD_SEMAPHORE);
	OR_DIE(items != -1);

	pid_t kids[2];
	for (int k = 0; k < 2; k++) {
		kids[k] = fork();
		OR_DIE(kids[k] != -1);
		if (kids[k] != 0)
			continue;
		for (int i = 0; i < count; i++) {
			down(k ? items : room);
			if (k)
				printf("%.*s%d", i > 0, " ", buffer[i % 5]);
			else
				buffer[i % 5] = i;
			up(k ? room : items);
		}
		if (k)
			printf("\n");
		exit(EXIT_SUCCESS);
	}
	int status, all = 0;
	for (int k = 0; k < 2; k++) {
		OR_DIE(waitpid(kids[k], &status, 0) == kids[k]);
		all |= status;
	}
	return all ? EXIT_FAILURE : EXIT_SUCCESS;
}
