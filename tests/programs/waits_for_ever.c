/* waits_for_ever WAY: comes to a standstill, in one of many ways. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static char block[1 << 17];

static void own_write_end(void)
{
    int ends[2];
    if (pipe(ends) == 0 && read(ends[0], block, 1) == 1) puts("read");
}
static void each_other(void)
{
    int to_child[2], to_parent[2];
    if (pipe(to_child) == -1 || pipe(to_parent) == -1) return;
    int in = fork() == 0 ? to_child[0] : to_parent[0];
    if (read(in, block, 1) == 1) puts("read");
}
static void full_pipe(void)
{
    int ends[2];
    if (pipe(ends) == 0 && write(ends[1], block, sizeof block) > 0) puts("written");
}
static void empty_queue(void)
{
    struct { long type; char text[8]; } message;
    msgrcv(msgget(IPC_PRIVATE, 0600), &message, sizeof message.text, 0, 0);
}
static void semaphore_zero(void)
{
    struct sembuf take = {0, -1, 0};
    semop(semget(IPC_PRIVATE, 1, 0600), &take, 1);
}
static void no_signal(void) { pause(); }
static void child_that_pauses(void)
{
    if (fork() == 0) pause();
    wait(NULL);
}
static void no_client(void)
{
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(fd, (struct sockaddr *)&here, sizeof here) == 0 && listen(fd, 1) == 0) accept(fd, NULL, NULL);
}
static void silent_client(void)
{
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof here;
    int fd = socket(AF_INET, SOCK_STREAM, 0), client = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(fd, (struct sockaddr *)&here, sizeof here) == -1 || listen(fd, 1) == -1) return;
    getsockname(fd, (struct sockaddr *)&here, &length);
    if (fork() == 0) {
        if (connect(client, (struct sockaddr *)&here, sizeof here) == -1) _exit(1);
        _exit(read(client, block, 1) == 1);
    }
    if (recv(accept(fd, NULL, NULL), block, 1, 0) == 1) puts("received");
}
static void lock_of_another(void)
{
    int ends[2], own = open("lock", O_RDWR | O_CREAT, 0600);
    if (own == -1 || pipe(ends) == -1 || flock(own, LOCK_EX) == -1) return;
    if (fork() == 0) {
        int other = open("lock", O_RDWR);
        _exit(flock(other, LOCK_EX));
    }
    wait(NULL);
}
static void fifo_alone(void)
{
    if (mkfifo("fifo", 0600) == 0 && open("fifo", O_RDONLY) >= 0) puts("opened");
}
static void mutex_twice(void)
{
    pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    pthread_mutex_lock(&mutex);
    pthread_mutex_lock(&mutex);
}
static void semaphore_unposted(void)
{
    sem_t semaphore;
    sem_init(&semaphore, 1, 0);
    sem_wait(&semaphore);
}
static void *pauses(void *unused)
{
    pause();
    return unused;
}
static void thread_that_pauses(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, pauses, NULL);
    pthread_join(thread, NULL);
}
static void vforked_child_that_pauses(void)
{
    if (vfork() == 0) {
        pause();
        _exit(0);
    }
}
static void poll_without_limit(void)
{
    int ends[2];
    if (pipe(ends) == -1) return;
    struct pollfd look = {ends[0], POLLIN, 0};
    poll(&look, 1, -1);
}

static const struct {
    const char *name;
    void (*waits)(void);
} ways[] = {
    {"own_write_end", own_write_end},         {"each_other", each_other},
    {"full_pipe", full_pipe},                 {"empty_queue", empty_queue},
    {"semaphore_zero", semaphore_zero},       {"no_signal", no_signal},
    {"child_that_pauses", child_that_pauses}, {"no_client", no_client},
    {"silent_client", silent_client},         {"lock_of_another", lock_of_another},
    {"fifo_alone", fifo_alone},               {"mutex_twice", mutex_twice},
    {"semaphore_unposted", semaphore_unposted}, {"poll_without_limit", poll_without_limit},
    {"thread_that_pauses", thread_that_pauses}, {"vforked_child_that_pauses", vforked_child_that_pauses},
};

int main(int argc, char **argv)
{
    for (size_t i = 0; argc == 2 && i < sizeof ways / sizeof *ways; ++i) {
        if (strcmp(ways[i].name, argv[1]) == 0) ways[i].waits();
    }
    return 0;
}
