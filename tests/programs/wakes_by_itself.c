/* wakes_by_itself WAY: everybody sleeps for a while, but something will wake them; then it says so. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/msg.h>
#include <sys/select.h>
#include <sys/sem.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { LITTLE_MS = 200 };
static const struct timespec little = {0, LITTLE_MS * 1000000L};
static const struct itimerval once = {{0, 0}, {0, LITTLE_MS * 1000L}};

static void handler(int signal) { (void)signal; }
static void catch(int signal)
{
    struct sigaction action = {.sa_handler = handler};
    sigaction(signal, &action, NULL);
}

static int sleeps(void) { return nanosleep(&little, NULL) == 0; }
static int child_sleeps(void)
{
    if (fork() == 0) _exit(nanosleep(&little, NULL));
    return wait(NULL) > 0;
}
static int poll_with_limit(void) { return poll(NULL, 0, LITTLE_MS) == 0; }
static int select_with_limit(void)
{
    struct timeval limit = {0, LITTLE_MS * 1000L};
    return select(0, NULL, NULL, NULL, &limit) == 0;
}
static int epoll_with_limit(void)
{
    struct epoll_event event;
    return epoll_wait(epoll_create1(0), &event, 1, LITTLE_MS) == 0;
}
static int semop_with_limit(void)
{
    struct sembuf take = {0, -1, 0};
    int id = semget(IPC_PRIVATE, 1, 0600);
    int late = semtimedop(id, &take, 1, &little) == -1 && errno == EAGAIN;
    semctl(id, 0, IPC_RMID);
    return late;
}
static int sem_with_limit(void)
{
    sem_t semaphore;
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += 1;
    sem_init(&semaphore, 1, 0);
    return sem_timedwait(&semaphore, &until) == -1 && errno == ETIMEDOUT;
}
static int alarm_clock(void)
{
    catch(SIGALRM);
    alarm(1);
    return pause() == -1;
}
static int interval_timer(void)
{
    catch(SIGALRM);
    setitimer(ITIMER_REAL, &once, NULL);
    return pause() == -1;
}
static int interval_timer_after_exec(void)
{
    signal(SIGALRM, SIG_DFL);
    setitimer(ITIMER_REAL, &once, NULL);
    execl("/lab/wakes_by_itself", "wakes_by_itself", "pause", (char *)NULL);
    return 0;
}
static int pauses(void) { return pause(); }
static int posix_timer(void)
{
    timer_t timer;
    struct itimerspec when = {{0, 0}, little};
    catch(SIGALRM);
    if (timer_create(CLOCK_MONOTONIC, NULL, &timer) == -1) return 0;
    timer_settime(timer, 0, &when, NULL);
    return pause() == -1;
}
static int timer_descriptor(void)
{
    unsigned long long count;
    struct itimerspec when = {{0, 0}, little};
    int fd = timerfd_create(CLOCK_MONOTONIC, 0);
    timerfd_settime(fd, 0, &when, NULL);
    return read(fd, &count, sizeof count) == sizeof count;
}
/* The timer was set by a process that is gone. */
static int inherited_timer_descriptor(void)
{
    unsigned long long count;
    struct itimerspec when = {{0, 0}, little};
    int fd = timerfd_create(CLOCK_MONOTONIC, 0);
    if (fork() == 0) {
        timerfd_settime(fd, 0, &when, NULL);
        _exit(0);
    }
    wait(NULL);
    return read(fd, &count, sizeof count) == sizeof count;
}

static int listener_at(struct sockaddr_in *here, int backlog)
{
    socklen_t length = sizeof *here;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    *here = (struct sockaddr_in){.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    bind(fd, (struct sockaddr *)here, sizeof *here);
    listen(fd, backlog);
    getsockname(fd, (struct sockaddr *)here, &length);
    return fd;
}
static int tcp_answer_takes_time(void)
{
    struct sockaddr_in here;
    char byte;
    int listener = listener_at(&here, 1);
    if (fork() == 0) {
        int fd = socket(AF_INET, SOCK_STREAM, 0);
        if (connect(fd, (struct sockaddr *)&here, sizeof here) == -1 || write(fd, "x", 1) != 1) _exit(1);
        _exit(read(fd, &byte, 1) != 1);
    }
    int fd = accept(listener, NULL, NULL);
    nanosleep(&little, NULL);
    if (read(fd, &byte, 1) != 1 || write(fd, "y", 1) != 1) return 0;
    int status;
    wait(&status);
    return status == 0;
}
/* The kernel knocks again a second later at a listener that had no room. */
static int tcp_connects_at_the_second_try(void)
{
    struct sockaddr_in here;
    int listener = listener_at(&here, 0), first = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(first, (struct sockaddr *)&here, sizeof here) == -1) return 0;
    if (fork() == 0) {
        int second = socket(AF_INET, SOCK_STREAM, 0);
        _exit(connect(second, (struct sockaddr *)&here, sizeof here) == -1);
    }
    nanosleep(&little, NULL);
    return accept(listener, NULL, NULL) >= 0 && accept(listener, NULL, NULL) >= 0;
}
static int receive_limit(void)
{
    struct timeval limit = {0, LITTLE_MS * 1000L};
    int pair[2];
    char byte;
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == -1) return 0;
    setsockopt(pair[0], SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    return recv(pair[0], &byte, 1, 0) == -1 && errno == EAGAIN;
}
/* The one who set the limit is gone. */
static int limit_of_a_process_that_ended(void)
{
    struct timeval limit = {0, LITTLE_MS * 1000L};
    int pair[2];
    char byte;
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == -1) return 0;
    if (fork() == 0) {
        setsockopt(pair[0], SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        _exit(0);
    }
    wait(NULL);
    return recv(pair[0], &byte, 1, 0) == -1 && errno == EAGAIN;
}

static const struct {
    const char *name;
    int (*wakes)(void);
} ways[] = {
    {"sleeps", sleeps},
    {"child_sleeps", child_sleeps},
    {"poll_with_limit", poll_with_limit},
    {"select_with_limit", select_with_limit},
    {"epoll_with_limit", epoll_with_limit},
    {"semop_with_limit", semop_with_limit},
    {"sem_with_limit", sem_with_limit},
    {"alarm_clock", alarm_clock},
    {"interval_timer", interval_timer},
    {"interval_timer_after_exec", interval_timer_after_exec},
    {"pause", pauses},
    {"posix_timer", posix_timer},
    {"timer_descriptor", timer_descriptor},
    {"inherited_timer_descriptor", inherited_timer_descriptor},
    {"tcp_answer_takes_time", tcp_answer_takes_time},
    {"tcp_connects_at_the_second_try", tcp_connects_at_the_second_try},
    {"receive_limit", receive_limit},
    {"limit_of_a_process_that_ended", limit_of_a_process_that_ended},
};

int main(int argc, char **argv)
{
    for (size_t i = 0; argc == 2 && i < sizeof ways / sizeof *ways; ++i) {
        if (strcmp(ways[i].name, argv[1]) == 0) puts(ways[i].wakes() ? "woken" : "failed");
    }
    return 0;
}
