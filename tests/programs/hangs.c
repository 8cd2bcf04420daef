/* hangs KIND [later]: waits for ever in one of many ways; with "later", somebody ends that wait after a while.
   The call that waits stands in a line that ends in <KIND>. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/select.h>
#include <sys/sem.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int later;
static char block[1 << 17];

/* In the child that is to end the wait: after a while. */
static int helper(void)
{
    if (!later || fork() != 0) return 0;
    const struct timespec little = {0, 150 * 1000000L};
    nanosleep(&little, NULL);
    return 1;
}
static void *shared(size_t size)
{
    return mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
}

static void fifo_open(void)
{
    mkfifo("fifo", 0600);
    if (helper()) _exit(open("fifo", O_WRONLY) < 0);
    open("fifo", O_RDONLY); // <fifo_open>
}
static void fifo_crossed(void)
{
    mkfifo("a", 0600);
    mkfifo("b", 0600);
    if (helper()) _exit(open("a", O_WRONLY) < 0);
    if (fork() == 0) {
        open("b", O_WRONLY);
        _exit(0);
    }
    open("a", O_RDONLY); // <fifo_crossed>
    if (later) open("b", O_RDONLY);
}
static void fifo_read(void)
{
    mkfifo("fifo", 0600);
    int fd = open("fifo", O_RDWR);
    if (helper()) _exit(write(fd, "x", 1) != 1);
    read(fd, block, 1); // <fifo_read>
}
static void fifo_write(void)
{
    mkfifo("fifo", 0600);
    int fd = open("fifo", O_RDWR);
    if (helper()) _exit(read(fd, block, sizeof block) < 0);
    write(fd, block, 100000); // <fifo_write>
}
struct message {
    long type;
    char text[8192];
};
static void queue_empty(void)
{
    static struct message message = {1, ""};
    int id = msgget(IPC_PRIVATE, 0600);
    if (helper()) _exit(msgsnd(id, &message, 10, 0));
    msgrcv(id, &message, sizeof message.text, 0, 0); // <queue_empty>
    msgctl(id, IPC_RMID, NULL);
}
static void queue_type(void)
{
    static struct message message = {2, ""};
    int id = msgget(IPC_PRIVATE, 0600);
    msgsnd(id, &message, 10, 0);
    if (helper()) {
        message.type = 1;
        _exit(msgsnd(id, &message, 10, 0));
    }
    msgrcv(id, &message, sizeof message.text, 1, 0); // <queue_type>
    msgctl(id, IPC_RMID, NULL);
}
static void queue_full(void)
{
    static struct message message = {1, ""};
    int id = msgget(IPC_PRIVATE, 0600);
    if (helper()) {
        while (msgrcv(id, &message, sizeof message.text, 0, IPC_NOWAIT) >= 0) continue;
        _exit(0);
    }
    for (int i = 0; i < 4; ++i) msgsnd(id, &message, sizeof message.text, 0); // <queue_full>
    msgctl(id, IPC_RMID, NULL);
}
static void semaphore_of_set(void)
{
    struct sembuf take[] = {{0, -1, 0}, {1, -2, 0}}, give = {1, 1, 0};
    unsigned short values[] = {1, 1, 0};
    int id = semget(IPC_PRIVATE, 3, 0600);
    semctl(id, 0, SETALL, values);
    if (helper()) _exit(semop(id, &give, 1));
    semop(id, take, 2); // <semaphore_of_set>
    semctl(id, 0, IPC_RMID);
}
static void semaphore_raised_once(void)
{
    struct sembuf take = {0, -1, 0}, give = {0, 1, 0};
    int id = semget(IPC_PRIVATE, 1, 0600);
    if (fork() == 0) _exit(semop(id, &give, 1));
    wait(NULL);
    if (helper()) _exit(semop(id, &give, 1));
    for (int i = 0; i < 2; ++i) semop(id, &take, 1); // <semaphore_raised_once>
    semctl(id, 0, IPC_RMID);
}
static void semaphore_for_zero(void)
{
    struct sembuf zero = {0, 0, 0}, give = {0, 1, 0}, take = {0, -1, 0};
    int id = semget(IPC_PRIVATE, 1, 0600);
    semop(id, &give, 1);
    if (helper()) _exit(semop(id, &take, 1));
    semop(id, &zero, 1); // <semaphore_for_zero>
    semctl(id, 0, IPC_RMID);
}
static void named_semaphore(void)
{
    sem_t *full = sem_open("/full", O_CREAT, 0600, 0);
    if (helper()) _exit(sem_post(full));
    sem_wait(full); // <named_semaphore>
    sem_unlink("/full");
}
static void shared_semaphore(void)
{
    sem_t *both = shared(2 * sizeof *both);
    sem_init(&both[0], 1, 1);
    sem_init(&both[1], 1, 0);
    if (helper()) _exit(sem_post(&both[1]));
    if (fork() == 0) _exit(sem_wait(&both[0]));
    wait(NULL);
    sem_wait(&both[1]); // <shared_semaphore>
}
static sem_t private_semaphore;
static void *posts(void *unused)
{
    const struct timespec little = {0, 150 * 1000000L};
    nanosleep(&little, NULL);
    sem_post(&private_semaphore);
    return unused;
}
static void semaphore_in_memory(void)
{
    pthread_t thread;
    sem_init(&private_semaphore, 0, 0);
    if (later) pthread_create(&thread, NULL, posts, NULL);
    sem_wait(&private_semaphore); // <semaphore_in_memory>
}
static void mutex_of_itself(void)
{
    pthread_mutex_t *mutex = shared(sizeof *mutex);
    pthread_mutexattr_t attributes;
    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
    pthread_mutex_init(mutex, &attributes);
    pthread_mutex_lock(mutex);
    if (helper()) _exit(pthread_mutex_unlock(mutex));
    pthread_mutex_lock(mutex); // <mutex_of_itself>
}
static pthread_mutex_t first = PTHREAD_MUTEX_INITIALIZER, second = PTHREAD_MUTEX_INITIALIZER;
static pthread_barrier_t both_have_one;
static void *locks_second_first(void *unused)
{
    const struct timespec little = {0, 150 * 1000000L};
    pthread_mutex_lock(&second);
    pthread_barrier_wait(&both_have_one);
    if (later) {
        nanosleep(&little, NULL);
        pthread_mutex_unlock(&second);
    }
    pthread_mutex_lock(&first);
    pthread_mutex_unlock(&first);
    return unused;
}
static void mutexes_crossed(void)
{
    pthread_t thread;
    pthread_barrier_init(&both_have_one, NULL, 2);
    pthread_create(&thread, NULL, locks_second_first, NULL);
    pthread_mutex_lock(&first);
    pthread_barrier_wait(&both_have_one);
    pthread_mutex_lock(&second); // <mutexes_crossed>
    pthread_mutex_unlock(&first);
    pthread_join(thread, NULL);
}
static pthread_cond_t ready = PTHREAD_COND_INITIALIZER;
static void *signals_later(void *unused)
{
    const struct timespec little = {0, 150 * 1000000L};
    nanosleep(&little, NULL);
    pthread_cond_signal(&ready);
    return unused;
}
static void condition(void)
{
    pthread_t thread;
    if (later) pthread_create(&thread, NULL, signals_later, NULL);
    pthread_mutex_lock(&first);
    pthread_cond_wait(&ready, &first); // <condition>
}
static void *waits_for_semaphore(void *unused)
{
    sem_wait(&private_semaphore); // <join>
    return unused;
}
static void join(void)
{
    pthread_t thread, other;
    sem_init(&private_semaphore, 0, 0);
    pthread_create(&thread, NULL, waits_for_semaphore, NULL);
    if (later) pthread_create(&other, NULL, posts, NULL);
    pthread_join(thread, NULL);
}
static mqd_t posix_queue(void)
{
    struct mq_attr attributes = {.mq_maxmsg = 2, .mq_msgsize = 16};
    return mq_open("/jobs", O_RDWR | O_CREAT, 0600, &attributes);
}
static void posix_queue_empty(void)
{
    mqd_t queue = posix_queue();
    if (helper()) _exit(mq_send(queue, "x", 1, 0));
    mq_receive(queue, block, sizeof block, NULL); // <posix_queue_empty>
    mq_unlink("/jobs");
}
static void posix_queue_full(void)
{
    mqd_t queue = posix_queue();
    if (helper()) _exit(mq_receive(queue, block, sizeof block, NULL) < 0);
    for (int i = 0; i < 3; ++i) mq_send(queue, "x", 1, 0); // <posix_queue_full>
    mq_unlink("/jobs");
}
static void child(void)
{
    if (fork() == 0) {
        if (later) _exit(usleep(150000));
        pause(); // <child>
    }
    wait(NULL);
}
static void child_by_waitid(void)
{
    siginfo_t info;
    if (fork() == 0) {
        if (later) _exit(usleep(150000));
        pause(); // <child_by_waitid>
    }
    waitid(P_ALL, 0, &info, WEXITED);
}
static void nothing(int signal) { (void)signal; }
static void signal_by_pause(void)
{
    signal(SIGUSR1, nothing);
    if (helper()) _exit(kill(getppid(), SIGUSR1));
    pause(); // <signal_by_pause>
}
static void signal_that_came_early(void)
{
    signal(SIGUSR1, nothing);
    raise(SIGUSR1);
    if (helper()) _exit(kill(getppid(), SIGUSR1));
    pause(); // <signal_that_came_early>
}
static void signal_that_is_blocked(void)
{
    sigset_t set, none;
    sigemptyset(&none);
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigprocmask(SIG_BLOCK, &set, NULL);
    signal(SIGUSR1, nothing);
    signal(SIGUSR2, nothing);
    raise(SIGUSR1);
    if (helper()) _exit(kill(getppid(), SIGUSR2));
    sigsuspend(&set); // <signal_that_is_blocked>
}
static void signal_by_sigwait(void)
{
    int got;
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigprocmask(SIG_BLOCK, &set, NULL);
    if (helper()) _exit(kill(getppid(), SIGUSR1));
    sigwait(&set, &got); // <signal_by_sigwait>
}
static void signal_by_descriptor(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigprocmask(SIG_BLOCK, &set, NULL);
    int fd = signalfd(-1, &set, 0);
    if (helper()) _exit(kill(getppid(), SIGUSR1));
    read(fd, block, sizeof(struct signalfd_siginfo)); // <signal_by_descriptor>
}

/* The child has the lock; it waits for its parent, or gives it back after a while. */
static void with_lock_of_child(void (*lock)(int fd))
{
    int have[2], never[2], fd = open("locked", O_RDWR | O_CREAT, 0600);
    if (fd == -1 || pipe(have) == -1 || pipe(never) == -1) return;
    if (fork() == 0) {
        int own = open("locked", O_RDWR);
        lock(own);
        write(have[1], "x", 1);
        if (later) _exit(usleep(150000));
        read(never[0], block, 1);
    }
    read(have[0], block, 1);
    lock(fd);
}
static void by_flock(int fd)
{
    flock(fd, LOCK_EX); // <lock_by_flock>
}
static void by_fcntl(int fd)
{
    struct flock part = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 10, .l_len = 5};
    fcntl(fd, F_SETLKW, &part); // <lock_by_fcntl>
}
static void by_open_file(int fd)
{
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    fcntl(fd, F_OFD_SETLKW, &whole); // <lock_by_open_file>
}
static void by_lockf(int fd)
{
    lockf(fd, F_LOCK, 0); // <lock_by_lockf>
}
static void lock_by_flock(void) { with_lock_of_child(by_flock); }
static void lock_by_fcntl(void) { with_lock_of_child(by_fcntl); }
static void lock_by_open_file(void) { with_lock_of_child(by_open_file); }
static void lock_by_lockf(void) { with_lock_of_child(by_lockf); }

static int listener(struct sockaddr_in *here)
{
    socklen_t length = sizeof *here;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    *here = (struct sockaddr_in){.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    bind(fd, (struct sockaddr *)here, sizeof *here);
    listen(fd, 5);
    getsockname(fd, (struct sockaddr *)here, &length);
    return fd;
}
static void client_to_accept(void)
{
    struct sockaddr_in here;
    int fd = listener(&here);
    if (helper()) _exit(connect(socket(AF_INET, SOCK_STREAM, 0), (struct sockaddr *)&here, sizeof here));
    accept(fd, NULL, NULL); // <client_to_accept>
}
static int connection(int ends[2])
{
    struct sockaddr_in here;
    int fd = listener(&here);
    ends[0] = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(ends[0], (struct sockaddr *)&here, sizeof here) == -1) return -1;
    return ends[1] = accept(fd, NULL, NULL);
}
static void tcp_data(void)
{
    int ends[2];
    connection(ends);
    if (helper()) _exit(write(ends[1], "x", 1) != 1);
    recv(ends[0], block, 1, 0); // <tcp_data>
}
static void tcp_room(void)
{
    int ends[2];
    connection(ends);
    if (helper()) {
        while (read(ends[1], block, sizeof block) > 0) continue;
        _exit(0);
    }
    for (int i = 0; i < 200; ++i) send(ends[0], block, sizeof block, 0); // <tcp_room>
    shutdown(ends[0], SHUT_WR);
}
static void unix_data(void)
{
    int pair[2];
    socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
    if (helper()) _exit(write(pair[1], "x", 1) != 1);
    read(pair[0], block, 1); // <unix_data>
}
static void unix_room(void)
{
    int pair[2];
    socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
    if (helper()) {
        while (read(pair[1], block, sizeof block) > 0) continue;
        _exit(0);
    }
    for (int i = 0; i < 20; ++i) write(pair[0], block, sizeof block); // <unix_room>
    shutdown(pair[0], SHUT_WR);
}
static void knock_twice(const struct sockaddr *here, socklen_t length)
{
    int fd = socket(here->sa_family, SOCK_STREAM, 0);
    bind(fd, here, length);
    listen(fd, 0);
    if (helper()) {
        accept(fd, NULL, NULL);
        _exit(accept(fd, NULL, NULL) < 0);
    }
    connect(socket(here->sa_family, SOCK_STREAM, 0), here, length);
    connect(socket(here->sa_family, SOCK_STREAM, 0), here, length); // <tcp_connect> <unix_connect>
}
static void tcp_connect(void)
{
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK), .sin_port = htons(4321)};
    knock_twice((struct sockaddr *)&here, sizeof here);
}
static void unix_connect(void)
{
    struct sockaddr_un here = {AF_UNIX, "socket"};
    knock_twice((struct sockaddr *)&here, sizeof here);
}
static void datagram(void)
{
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof here;
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    bind(fd, (struct sockaddr *)&here, sizeof here);
    getsockname(fd, (struct sockaddr *)&here, &length);
    if (helper()) _exit(sendto(socket(AF_INET, SOCK_DGRAM, 0), "x", 1, 0, (struct sockaddr *)&here, sizeof here) != 1);
    recv(fd, block, 1, 0); // <datagram>
}
static void event_counter(void)
{
    unsigned long long one = 1;
    int fd = eventfd(0, 0);
    if (helper()) _exit(write(fd, &one, sizeof one) < 0);
    read(fd, &one, sizeof one); // <event_counter>
}
static void by_poll(void)
{
    int a[2], b[2];
    if (pipe(a) == -1 || pipe(b) == -1) return;
    struct pollfd look[] = {{a[0], POLLIN, 0}, {b[0], POLLIN, 0}};
    if (helper()) _exit(write(b[1], "x", 1) != 1);
    poll(look, 2, -1); // <by_poll>
}
static void by_select(void)
{
    int a[2], b[2];
    if (pipe(a) == -1 || pipe(b) == -1) return;
    fd_set set;
    FD_ZERO(&set);
    FD_SET(a[0], &set);
    FD_SET(b[0], &set);
    if (helper()) _exit(write(b[1], "x", 1) != 1);
    select(20, &set, NULL, NULL, NULL); // <by_select>
}
static void by_epoll(void)
{
    int a[2], pair[2], epoll = epoll_create1(0);
    if (pipe(a) == -1 || socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == -1) return;
    struct epoll_event event = {.events = EPOLLIN};
    epoll_ctl(epoll, EPOLL_CTL_ADD, a[0], &event);
    epoll_ctl(epoll, EPOLL_CTL_ADD, pair[0], &event);
    if (helper()) _exit(write(pair[1], "x", 1) != 1);
    epoll_wait(epoll, &event, 1, -1); // <by_epoll>
}

#define WAY(name) {#name, name}
static const struct {
    const char *name;
    void (*waits)(void);
} ways[] = {
    WAY(fifo_open), WAY(fifo_crossed), WAY(fifo_read), WAY(fifo_write), WAY(queue_empty), WAY(queue_type),
    WAY(queue_full), WAY(semaphore_of_set), WAY(semaphore_raised_once), WAY(semaphore_for_zero), WAY(named_semaphore),
    WAY(shared_semaphore), WAY(semaphore_in_memory), WAY(mutex_of_itself), WAY(mutexes_crossed), WAY(condition),
    WAY(join), WAY(posix_queue_empty), WAY(posix_queue_full), WAY(child), WAY(child_by_waitid), WAY(signal_by_pause),
    WAY(signal_that_came_early), WAY(signal_that_is_blocked), WAY(signal_by_sigwait), WAY(signal_by_descriptor),
    WAY(lock_by_flock), WAY(lock_by_fcntl), WAY(lock_by_open_file), WAY(lock_by_lockf), WAY(client_to_accept),
    WAY(tcp_data), WAY(tcp_room), WAY(tcp_connect), WAY(unix_data), WAY(unix_room), WAY(unix_connect), WAY(datagram),
    WAY(event_counter), WAY(by_poll), WAY(by_select), WAY(by_epoll),
};

int main(int argc, char **argv)
{
    later = argc == 3;
    for (size_t i = 0; argc >= 2 && i < sizeof ways / sizeof *ways; ++i) {
        if (strcmp(ways[i].name, argv[1]) == 0) ways[i].waits();
    }
    return 0;
}
