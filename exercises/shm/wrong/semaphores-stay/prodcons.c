// expect: fail ipc.leak.sem
// Removes the segment and forgets the semaphores.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <unistd.h>

#define SEMKEY 0x5e3a
#define SIZE 5

struct kasten {
	int zahlen[SIZE];
};

static int sem;

static int sem_aendern(unsigned short nummer, short um)
{
	struct sembuf s;

	s.sem_num = nummer;
	s.sem_op = um;
	s.sem_flg = 0;
	return semop(sem, &s, 1);
}

static int erzeuger(struct kasten *k, int anzahl)
{
	for (int i = 0; i < anzahl; i++) {
		if (sem_aendern(0, -1) == -1)
			return 1;
		k->zahlen[i % SIZE] = i;
		if (sem_aendern(1, +1) == -1)
			return 1;
	}
	return 0;
}

static int verbraucher(struct kasten *k, int anzahl)
{
	for (int i = 0; i < anzahl; i++) {
		if (sem_aendern(1, -1) == -1)
			return 1;
		printf("%d%s", k->zahlen[i % SIZE], i < anzahl - 1 ? " " : "");
		if (sem_aendern(0, +1) == -1)
			return 1;
	}
	printf("\n");
	return fflush(stdout) == EOF;
}

int main(int argc, char *argv[])
{
	char rest;
	int anzahl;

	/* sieben Stellen reichen bis 1000000 */
	if (argc != 2 || strlen(argv[1]) > 7 || sscanf(argv[1], "%d%c", &anzahl, &rest) != 1 || anzahl < 0 || anzahl > 1000000) {
		fprintf(stderr, "usage: %s ANZAHL\n", argv[0]);
		return 1;
	}

	int shm = shmget(IPC_PRIVATE, sizeof(struct kasten), 0600);
	if (shm == -1) {
		perror("shmget");
		return 1;
	}
	struct kasten *k = shmat(shm, NULL, 0);
	shmctl(shm, IPC_RMID, NULL);
	if (k == (void *)-1) {
		perror("shmat");
		return 1;
	}

	unsigned short anfang[2] = { SIZE, 0 };
	sem = semget(SEMKEY, 2, IPC_CREAT | 0600); // <ipc.leak.sem>
	if (sem == -1 || semctl(sem, 0, SETALL, anfang) == -1) {
		perror("semget");
		return 1;
	}

	int fehler = 0, status;
	pid_t p = fork();
	if (p == 0)
		exit(erzeuger(k, anzahl));
	pid_t v = p == -1 ? -1 : fork();
	if (v == 0)
		exit(verbraucher(k, anzahl));
	if (v == -1) {
		perror("fork");
		fehler = 1;
		if (p != -1)
			kill(p, 9);
	}
	while (wait(&status) != -1)
		fehler |= status != 0;
	return fehler;
}
