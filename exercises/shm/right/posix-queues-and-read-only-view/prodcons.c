// expect: pass
// Tokens in POSIX message queues, with a time limit; the consumer has the segment attached for reading only.
#include <err.h>
#include <fcntl.h>
#include <mqueue.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static mqd_t queue(const char *name)
{
    struct mq_attr a = {.mq_maxmsg = 5, .mq_msgsize = 1};
    mqd_t q = mq_open(name, O_RDWR | O_CREAT | O_EXCL, 0600, &a);
    if (q == (mqd_t)-1) err(1, "mq_open %s", name);
    mq_unlink(name);
    return q;
}

static int take(mqd_t q)
{
    char c;
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    t.tv_sec += 60;      /* a minute, then something is wrong */
    return mq_timedreceive(q, &c, 1, NULL, &t) == 1 ? 0 : -1;
}

int main(int argc, char *argv[])
{
    char *end;
    long n = argc == 2 ? strtol(argv[1], &end, 10) : -1;
    if (argc != 2 || end == argv[1] || *end || n < 0 || n > 1000000) errx(1, "usage: %s COUNT", argv[0]);
    mqd_t room = queue("/room"), items = queue("/items");
    for (int i = 0; i < 5; i++)
        if (mq_send(room, "", 1, 0)) err(1, "mq_send");
    int id = shmget(IPC_PRIVATE, 5 * sizeof(int), IPC_CREAT | 0600);
    if (id == -1) err(1, "shmget");
    int *rw = shmat(id, NULL, 0);
    const int *ro = shmat(id, NULL, SHM_RDONLY);
    shmctl(id, IPC_RMID, NULL);
    if (rw == (void *)-1 || ro == (void *)-1) err(1, "shmat");
    pid_t p = fork();
    if (p == -1) err(1, "fork");
    if (p == 0) {
        shmdt(ro);
        for (int i = 0; i < n; i++) {
            if (take(room)) _exit(1);
            rw[i % 5] = i;
            if (mq_send(items, "", 1, 0)) _exit(1);
        }
        _exit(0);
    }
    shmdt(rw);
    for (int i = 0; i < n; i++) {
        if (take(items)) {
            kill(p, SIGKILL);
            wait(NULL);
            errx(1, "the producer sends nothing");
        }
        printf(i ? " %d" : "%d", ro[i % 5]);
        if (mq_send(room, "", 1, 0)) err(1, "mq_send");
    }
    printf("\n");
    int st;
    waitpid(p, &st, 0);
    return st != 0;
}
