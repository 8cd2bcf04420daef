// expect: fail cpu.busy-wait,syscall.unchecked,race.data
// Waits in a loop until the other process has changed its counter.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <unistd.h>

#define SIZE 5

typedef struct
{
    volatile int in;
    volatile int out;
    volatile int buffer[SIZE];
} shared_t;

int main(int argc, char *argv[])
{
    int n, i, shmid;
    shared_t *sh;

    if (argc != 2 || strlen(argv[1]) == 0 || strlen(argv[1]) > 7 || strspn(argv[1], "0123456789") != strlen(argv[1]))
    {
        printf("Usage: %s n\n", argv[0]);
        return 1;
    }
    n = atoi(argv[1]);
    if (n > 1000000)
    {
        printf("Usage: %s n (n <= 1000000)\n", argv[0]);
        return 1;
    }

    shmid = shmget(IPC_PRIVATE, sizeof(shared_t), 0666 | IPC_CREAT);
    if (shmid < 0)
    {
        perror("shmget");
        return 1;
    }
    sh = (shared_t *)shmat(shmid, NULL, 0);
    if (sh == (void *)-1)
    {
        perror("shmat");
        shmctl(shmid, IPC_RMID, NULL);
        return 1;
    }
    sh->in = 0;
    sh->out = 0;

    if (fork() == 0)
    {
        /* producer */
        for (i = 0; i < n; i++)
        {
            while (sh->in - sh->out == SIZE)  // <cpu.busy-wait>
                ; /* buffer full */
            sh->buffer[sh->in % SIZE] = i;
            sh->in++;
        }
        exit(0);
    }

    /* consumer */
    for (i = 0; i < n; i++)
    {
        while (sh->in == sh->out)  // <cpu.busy-wait>
            ; /* buffer empty */
        if (i > 0)
            printf(" ");
        printf("%d", sh->buffer[sh->out % SIZE]);
        sh->out++;
    }
    printf("\n");

    wait(NULL);
    shmdt(sh);
    shmctl(shmid, IPC_RMID, NULL);
    return 0;
}
