// expect: fail hang.deadlock
// The second argument of sem_init is 0: the semaphores are for the threads of one process.
#include <fcntl.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

struct shared {
    sem_t empty, full;
    int in, out, count;
    int buffer[5];
};

int main(int argc, char *argv[])
{
    struct shared *s;
    char *end;
    long n, i;
    pid_t pid;
    int status;

    if (argc != 2 || argv[1][0] == '\0' || (n = strtol(argv[1], &end, 10), *end != '\0') || n < 0 || n > 1000000) {
        fprintf(stderr, "usage: %s COUNT\n", argv[0]);
        exit(1);
    }
    s = mmap(NULL, sizeof *s, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (s == MAP_FAILED) {
        perror("mmap");
        exit(1);
    }
    sem_init(&s->empty, 0, 5);
    sem_init(&s->full, 0, 0);
    pid = fork();
    if (pid == -1) {
        perror("fork");
        exit(1);
    }
    if (pid == 0) {
        for (i = 0; i < n; i++) {
            sem_wait(&s->empty);
            s->buffer[s->in] = i;
            s->in = (s->in + 1) % 5;
            sem_post(&s->full);
        }
        exit(0);
    }
    for (i = 0; i < n; i++) {
        sem_wait(&s->full);
        if (i > 0)
            printf(" ");
        printf("%d", s->buffer[s->out]);
        s->out = (s->out + 1) % 5;
        sem_post(&s->empty);
    }
    printf("\n");
    waitpid(pid, &status, 0);
    sem_destroy(&s->empty);
    sem_destroy(&s->full);
    munmap(s, sizeof *s);
    return 0;
}
