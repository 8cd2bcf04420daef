// expect: fail race.data
// To save a call, the consumer waits for the beginning only where it does not see the flag yet.
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#define BUFFER_SIZE 5

struct shared_data {
	sem_t mutex;
	sem_t empty;
	sem_t full;
	int buffer[BUFFER_SIZE];
	int in;
	int out;
	int ready;
	sem_t begin;
};

static struct shared_data *sd;

static void insert_item(int item)
{
	sem_wait(&sd->empty);
	sem_wait(&sd->mutex);
	sd->buffer[sd->in] = item;
	sd->in = (sd->in + 1) % BUFFER_SIZE;
	sem_post(&sd->mutex);
	sem_post(&sd->full);
}

static int remove_item(void)
{
	int item;

	sem_wait(&sd->full);
	sem_wait(&sd->mutex);
	item = sd->buffer[sd->out];
	sd->out = (sd->out + 1) % BUFFER_SIZE;
	sem_post(&sd->mutex);
	sem_post(&sd->empty);
	return item;
}

static void usage(void)
{
	fputs("Usage: prodcons count   (0..1000000)\n", stderr);
	exit(EXIT_FAILURE);
}

int main(int argc, char *argv[])
{
	int count = 0, i;
	size_t k;

	if (argc != 2 || argv[1][0] == '\0')
		usage();
	for (k = 0; k < strlen(argv[1]); k++) {
		if (argv[1][k] < '0' || argv[1][k] > '9')
			usage();
		count = count * 10 + (argv[1][k] - '0');
		if (count > 1000000)
			usage();
	}

	sd = mmap(NULL, sizeof(struct shared_data), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (sd == MAP_FAILED) {
		perror("mmap");
		return EXIT_FAILURE;
	}
	memset(sd, 0, sizeof(*sd));
	sem_init(&sd->mutex, 1, 1);
	sem_init(&sd->empty, 1, BUFFER_SIZE);
	sem_init(&sd->full, 1, 0);
	sem_init(&sd->begin, 1, 0);

	pid_t producer = fork(), consumer;
	if (producer == 0) {
		sd->in = sd->out = 0;
		sd->ready = 1;  // <race.data>
		sem_post(&sd->begin);
		for (i = 0; i < count; i++)
			insert_item(i);
		exit(0);
	}
	if (producer == -1 || (consumer = fork()) == -1) {
		perror("fork");
		if (producer > 0)
			kill(producer, SIGTERM);
		wait(NULL);
		return EXIT_FAILURE;
	}
	if (consumer == 0) {
		if (!sd->ready)
			sem_wait(&sd->begin);
		for (i = 0; i < count; i++)
			printf(i == 0 ? "%d" : " %d", remove_item());
		printf("\n");
		exit(0);
	}
	while (wait(NULL) > 0)
		;
	sem_destroy(&sd->mutex);
	sem_destroy(&sd->empty);
	sem_destroy(&sd->full);
	munmap(sd, sizeof(struct shared_data));
	return EXIT_SUCCESS;
}
