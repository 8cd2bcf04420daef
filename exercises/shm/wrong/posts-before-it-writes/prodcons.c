// expect: fail race.data
// Says that the number is there before it is.
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#define BUFSZ 5
#define EMPTY 0
#define FULL 1

union semun {
    int val;
    struct semid_ds *buf;
    unsigned short *array;
};

int shmid = -1, semid = -1;

void cleanup(void)
{
    if (shmid != -1)
        shmctl(shmid, IPC_RMID, NULL);
    if (semid != -1)
        semctl(semid, 0, IPC_RMID);
}

void die(const char *msg)
{
    perror(msg);
    cleanup();
    exit(1);
}

void P(int num)
{
    struct sembuf op = {num, -1, 0};
    while (semop(semid, &op, 1) == -1)
        if (errno != EINTR)
            die("semop P");
}

void V(int num)
{
    struct sembuf op = {num, 1, 0};
    if (semop(semid, &op, 1) == -1)
        die("semop V");
}

void producer(int *buffer, int n)
{
    int i;
    for (i = 0; i < n; i++) {
        P(EMPTY);
        V(FULL);
        buffer[i % BUFSZ] = i;  // <race.data>
    }
}

void consumer(int *buffer, int n)
{
    int i;
    for (i = 0; i < n; i++) {
        P(FULL);
        if (i > 0)
            printf(" ");
        printf("%d", buffer[i % BUFSZ]);
        V(EMPTY);
    }
    printf("\n");
}

int main(int argc, char *argv[])
{
    int n, *buffer, status;
    char *p;
    pid_t pid;
    union semun arg;

    if (argc != 2) {
        fprintf(stderr, "Usage: %s <count>\n", argv[0]);
        exit(1);
    }
    for (p = argv[1]; isdigit((unsigned char)*p); p++)
        ;
    if (*p != '\0' || p == argv[1] || p - argv[1] > 7 || (n = atoi(argv[1])) > 1000000) {
        fprintf(stderr, "Usage: %s <count>, 0 <= count <= 1000000\n", argv[0]);
        exit(1);
    }

    if ((shmid = shmget(IPC_PRIVATE, BUFSZ * sizeof(int), IPC_CREAT | 0600)) == -1)
        die("shmget");
    if ((semid = semget(IPC_PRIVATE, 2, IPC_CREAT | 0600)) == -1)
        die("semget");
    arg.val = BUFSZ;
    if (semctl(semid, EMPTY, SETVAL, arg) == -1)
        die("semctl");
    arg.val = 0;
    if (semctl(semid, FULL, SETVAL, arg) == -1)
        die("semctl");
    if ((buffer = shmat(shmid, NULL, 0)) == (void *)-1)
        die("shmat");

    pid = fork();
    if (pid == -1)
        die("fork");
    if (pid == 0) {
        consumer(buffer, n);
        shmdt(buffer);
        exit(0);
    }
    producer(buffer, n);
    if (wait(&status) == -1)
        die("wait");
    shmdt(buffer);
    cleanup();
    return status == 0 ? 0 : 1;
}
