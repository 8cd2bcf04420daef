/* waits_in CALL [restart]: waits in CALL and says what it returned. SIGUSR1 has a handler (with SA_RESTART if asked for),
 * SIGUSR2 is ignored. A first child ends when it has read a byte from standard input; then a second one reads a byte and
 * does what CALL waits for. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <mqueue.h>
#include <poll.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/select.h>
#include <sys/sem.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static int ends[2], semaphores, queue, listener, lock;
static sem_t *shared;
static mqd_t letters;
static struct sockaddr_in here = {.sin_family = AF_INET};
static struct {
    long type;
    char text[1];
} message = {1, "x"};

static void handler(int signal) { (void)signal; }

/* What is waited for, and how it is brought about. */
static long wait_read(void)
{
    char byte;
    return read(ends[0], &byte, 1);
}
static void let_read(void)
{
    if (write(ends[1], "x", 1) != 1) _exit(1);
}
static long wait_poll(void)
{
    struct pollfd look = {ends[0], POLLIN, 0};
    return poll(&look, 1, -1);
}
static long wait_select(void)
{
    fd_set set;
    FD_ZERO(&set);
    FD_SET(ends[0], &set);
    return select(ends[0] + 1, &set, NULL, NULL, NULL);
}
static long wait_epoll(void)
{
    struct epoll_event event = {.events = EPOLLIN};
    int fd = epoll_create1(0);
    epoll_ctl(fd, EPOLL_CTL_ADD, ends[0], &event);
    return epoll_wait(fd, &event, 1, -1);
}
static long wait_semop(void)
{
    struct sembuf take = {0, -1, 0};
    return semop(semaphores, &take, 1);
}
static void let_semop(void)
{
    struct sembuf give = {0, 1, 0};
    semop(semaphores, &give, 1);
}
static long wait_msgrcv(void) { return msgrcv(queue, &message, 1, 0, 0); }
static void let_msgrcv(void) { msgsnd(queue, &message, 1, 0); }
static long wait_mq(void)
{
    char text[8];
    return mq_receive(letters, text, sizeof text, NULL);
}
static void let_mq(void) { mq_send(letters, "x", 1, 0); }
static long wait_sem(void) { return sem_wait(shared); }
static void let_sem(void) { sem_post(shared); }
static long wait_accept(void) { return accept(listener, NULL, NULL) < 0 ? -1 : 0; }
static void let_accept(void)
{
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(fd, (struct sockaddr *)&here, sizeof here) == -1) _exit(1);
}
static long wait_flock(void)
{
    int own = open("lock", O_RDWR);
    return flock(own, LOCK_EX);
}
static void let_flock(void) { flock(lock, LOCK_UN); }
static long wait_sigwaitinfo(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    return sigwaitinfo(&set, NULL) == SIGTERM ? 0 : -1;
}
static void let_signal(void) { kill(getppid(), SIGTERM); }
static long wait_pause(void) { return pause(); }
static long wait_sigsuspend(void)
{
    sigset_t none;
    sigemptyset(&none);
    return sigsuspend(&none);
}
static void let_handler(void) { kill(getppid(), SIGUSR1); }

static const struct {
    const char *name;
    long (*waits)(void);
    void (*lets)(void);
} calls[] = {
    {"read", wait_read, let_read},       {"poll", wait_poll, let_read},       {"select", wait_select, let_read},
    {"epoll", wait_epoll, let_read},     {"semop", wait_semop, let_semop},    {"msgrcv", wait_msgrcv, let_msgrcv},
    {"mq_receive", wait_mq, let_mq},     {"sem_wait", wait_sem, let_sem},     {"accept", wait_accept, let_accept},
    {"flock", wait_flock, let_flock},    {"pause", wait_pause, let_handler},  {"sigwaitinfo", wait_sigwaitinfo, let_signal},
    {"sigsuspend", wait_sigsuspend, let_handler},
};

static void prepare(int restart)
{
    struct sigaction action = {.sa_handler = handler, .sa_flags = restart ? SA_RESTART : 0};
    sigaction(SIGUSR1, &action, NULL);
    signal(SIGUSR2, SIG_IGN);
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigprocmask(SIG_BLOCK, &set, NULL);

    struct mq_attr attributes = {.mq_maxmsg = 1, .mq_msgsize = 8};
    socklen_t length = sizeof here;
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    listener = socket(AF_INET, SOCK_STREAM, 0);
    semaphores = semget(IPC_PRIVATE, 1, 0600);
    queue = msgget(IPC_PRIVATE, 0600);
    letters = mq_open("/letters", O_RDWR | O_CREAT, 0600, &attributes);
    shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    lock = open("lock", O_RDWR | O_CREAT, 0600);
    if (pipe(ends) == -1 || semaphores == -1 || queue == -1 || letters == (mqd_t)-1 || shared == MAP_FAILED || lock == -1 ||
        sem_init(shared, 1, 0) == -1 || flock(lock, LOCK_EX) == -1 ||
        bind(listener, (struct sockaddr *)&here, sizeof here) == -1 || listen(listener, 1) == -1 ||
        getsockname(listener, (struct sockaddr *)&here, &length) == -1) {
        perror("waits_in");
        exit(1);
    }
}

static void helpers(void (*lets)(void))
{
    int first_lives[2];
    char byte;
    if (pipe(first_lives) == -1) exit(1);
    if (fork() == 0) _exit(read(0, &byte, 1) != 1);
    if (fork() == 0) {
        close(first_lives[1]);
        if (read(first_lives[0], &byte, 1) != 0 || read(0, &byte, 1) != 1) _exit(1);
        lets();
        _exit(0);
    }
    close(first_lives[0]);
    close(first_lives[1]);
}

int main(int argc, char **argv)
{
    for (size_t i = 0; i < sizeof calls / sizeof *calls; ++i) {
        if (argc < 2 || strcmp(calls[i].name, argv[1]) != 0) continue;
        prepare(argc > 2);
        helpers(calls[i].lets);
        long result = calls[i].waits();
        printf("%s %s\n", argv[1], result >= 0 ? "done" : errno == EINTR ? "EINTR" : strerror(errno));
        return 0;
    }
    return 2;
}
