// expect: fail topology.missing,exit.status
// Two threads of one process in the place of two processes.
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>

#define N 5

static int buffer[N];
static sem_t empty, full;
static long count;

static void *producer(void *arg)
{
	for (int i = 0; i < count; i++) {
		sem_wait(&empty);
		buffer[i % N] = i;
		sem_post(&full);
	}
	return arg;
}

static void *consumer(void *arg)
{
	for (int i = 0; i < count; i++) {
		sem_wait(&full);
		printf("%s%d", i ? " " : "", buffer[i % N]);
		sem_post(&empty);
	}
	printf("\n");
	return arg;
}

int main(int argc, char *argv[])
{
	pthread_t p, c;
	char *end;

	if (argc != 2) {
		fprintf(stderr, "usage: %s <count>\n", argv[0]);
		return 1;
	}
	count = strtol(argv[1], &end, 10);
	if (*argv[1] == '\0' || *end != '\0' || count < 0 || count > 1000000) {
		fprintf(stderr, "usage: %s <count>\n", argv[0]);
		return 1;
	}
	sem_init(&empty, 0, N);
	sem_init(&full, 0, 0);
	if (pthread_create(&p, NULL, producer, NULL) || pthread_create(&c, NULL, consumer, NULL)) {
		fprintf(stderr, "pthread_create failed\n");
		return 1;
	}
	pthread_join(p, NULL);
	pthread_join(c, NULL);
	return 0;
}
