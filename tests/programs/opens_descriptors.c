/* opens_descriptors WAY: gets, passes on and closes descriptors in one of many ways. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <mqueue.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *self = "/lab/opens_descriptors";

/* A call that changes no descriptor: its return is one more look. */
static void look(void) { sched_yield(); }

/* What the program starts with after an exec. */
static void execute(void)
{
    execl(self, self, "look", (char *)NULL);
    abort();
}

static void files(void)
{
    int a = open("a", O_RDWR | O_CREAT, 0600), b = creat("b", 0600), c = openat(AT_FDCWD, "a", O_RDONLY | O_CLOEXEC);
    (void)!write(a, "x", 1);
    close(b);
    open("no/such/file", O_RDONLY);
    close(c);
    close(c);
    open("/dev/null", O_RDONLY);
}
static void duplicates(void)
{
    int a = dup(1);
    dup2(a, 7);
    dup2(a, a);
    dup2(a, 7);
    dup2(99, 8);
    dup3(a, 9, O_CLOEXEC);
    dup3(a, a, 0);
    fcntl(a, F_DUPFD, 20);
    fcntl(a, F_DUPFD_CLOEXEC, 20);
    dup2(7, 0);
    close(0);
    dup(7);
}
static void ranges(void)
{
    for (int fd = 5; fd < 15; ++fd) dup2(1, fd);
    close_range(6, 8, 0);
    close_range(10, 11, CLOSE_RANGE_CLOEXEC);
    close_range(12, ~0U, CLOSE_RANGE_UNSHARE);
    look();
    execute();
}
static void close_on_exec(void)
{
    int flag, set;
    dup2(1, 5);
    dup2(1, 6);
    dup2(1, 7);
    dup2(1, 8);
    fcntl(5, F_SETFD, FD_CLOEXEC);
    ioctl(6, FIOCLEX);
    ioctl(7, FIOCLEX);
    ioctl(7, FIONCLEX);
    flag = fcntl(8, F_GETFD);
    set = fcntl(8, F_SETFD, flag | FD_CLOEXEC);
    fcntl(8, F_SETFD, flag);
    dup(5);
    (void)set;
    execl("/no/such/program", "none", (char *)NULL);
    look();
    execute();
}
static void pipes_and_forks(void)
{
    int ends[2], more[2];
    if (pipe(ends) == -1 || pipe2(more, O_CLOEXEC) == -1) return;
    if (fork() == 0) {
        close(ends[0]);
        dup2(ends[1], 1);
        close(ends[1]);
        if (fork() == 0) {
            close(1);
            look();
            _exit(0);
        }
        wait(NULL);
        execute();
    }
    close(ends[1]);
    wait(NULL);
    if (vfork() == 0) execute();
    wait(NULL);
    look();
}
static void pass(int socket, int flags_of_receiver)
{
    char byte = 'x', room[CMSG_SPACE(2 * sizeof(int))];
    struct iovec data = {&byte, 1};
    struct msghdr message = {.msg_iov = &data, .msg_iovlen = 1, .msg_control = room, .msg_controllen = sizeof room};
    if (flags_of_receiver >= 0) {
        recvmsg(socket, &message, flags_of_receiver);
        return;
    }
    int fds[2] = {open("passed", O_RDWR | O_CREAT, 0600), 1};
    struct cmsghdr *head = CMSG_FIRSTHDR(&message);
    head->cmsg_level = SOL_SOCKET;
    head->cmsg_type = SCM_RIGHTS;
    head->cmsg_len = CMSG_LEN(sizeof fds);
    memcpy(CMSG_DATA(head), fds, sizeof fds);
    sendmsg(socket, &message, 0);
    close(fds[0]);
}
static void passed_descriptors(void)
{
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == -1) return;
    if (fork() == 0) {
        close(pair[0]);
        pass(pair[1], 0);
        pass(pair[1], MSG_CMSG_CLOEXEC);
        look();
        execute();
    }
    close(pair[1]);
    pass(pair[0], -1);
    pass(pair[0], -1);
    wait(NULL);
}
static void connections(void)
{
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof here;
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bind(listener, (struct sockaddr *)&here, sizeof here);
    listen(listener, 2);
    getsockname(listener, (struct sockaddr *)&here, &length);
    int client = socket(AF_INET, SOCK_STREAM, 0), other = socket(AF_INET, SOCK_STREAM, 0);
    connect(client, (struct sockaddr *)&here, sizeof here);
    connect(other, (struct sockaddr *)&here, sizeof here);
    accept(listener, NULL, NULL);
    accept4(listener, NULL, NULL, SOCK_CLOEXEC);
    close(client);
    shutdown(other, SHUT_WR);
    execute();
}
static void other_kinds(void)
{
    sigset_t none;
    sigemptyset(&none);
    eventfd(0, EFD_CLOEXEC);
    eventfd(0, 0);
    int signals = signalfd(-1, &none, 0);
    signalfd(signals, &none, 0);
    timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
    epoll_create1(EPOLL_CLOEXEC);
    epoll_create(1);
    inotify_init1(0);
    memfd_create("memory", MFD_CLOEXEC);
    syscall(SYS_pidfd_open, getpid(), 0);
    mqd_t queue = mq_open("/queue", O_RDWR | O_CREAT, 0600, NULL);
    mq_open("/queue", O_RDONLY);
    mq_close(queue);
    mq_unlink("/queue");
    look();
    execute();
}
static void *thread(void *unused)
{
    dup2(1, 12);
    close(11);
    return unused;
}
static void threads(void)
{
    pthread_t other;
    dup2(1, 11);
    pthread_create(&other, NULL, thread, NULL);
    pthread_join(other, NULL);
    look();
    dup2(1, 13);
}
static void *executing(void *unused)
{
    fcntl(12, F_SETFD, FD_CLOEXEC);
    execute();
    return unused;
}
static void exec_by_a_thread(void)
{
    pthread_t other;
    dup2(1, 11);
    dup2(1, 12);
    pthread_create(&other, NULL, executing, NULL);
    pthread_join(other, NULL);
}
static void shared_table(void)
{
    if (syscall(SYS_clone, CLONE_FILES | SIGCHLD, NULL, NULL, NULL, NULL) == 0) {
        dup2(1, 12);
        if (fork() == 0) {
            dup2(1, 13);
            _exit(0);
        }
        wait(NULL);
        _exit(0);
    }
    wait(NULL);
    look();
    if (syscall(SYS_clone, CLONE_FILES | SIGCHLD, NULL, NULL, NULL, NULL) == 0) {
        fcntl(12, F_SETFD, FD_CLOEXEC);
        execute();
    }
    wait(NULL);
    close(12);
    look();
}
static void libc_helpers(void)
{
    FILE *in = popen("cat /dev/null", "r");
    FILE *file = fopen("file", "we");
    look();
    if (in != NULL) pclose(in);
    (void)!system("exec 9> other; true");
    file = freopen("other", "r", file);
    stdin = freopen("/dev/null", "r", stdin);
    if (file != NULL) fclose(file);
    look();
}
static void spawned(void)
{
    posix_spawn_file_actions_t actions;
    char *argv[] = {"opens_descriptors", "look", NULL};
    pid_t pid;
    dup2(1, 9);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 7, "spawned", O_RDWR | O_CREAT, 0600);
    posix_spawn_file_actions_adddup2(&actions, 7, 8);
    posix_spawn_file_actions_addclose(&actions, 9);
    if (posix_spawn(&pid, self, &actions, NULL, argv, NULL) == 0) wait(NULL);
    look();
}

static const struct {
    const char *name;
    void (*goes)(void);
} ways[] = {
    {"look", look},
    {"files", files},
    {"duplicates", duplicates},
    {"ranges", ranges},
    {"close_on_exec", close_on_exec},
    {"pipes_and_forks", pipes_and_forks},
    {"passed_descriptors", passed_descriptors},
    {"connections", connections},
    {"other_kinds", other_kinds},
    {"threads", threads},
    {"exec_by_a_thread", exec_by_a_thread},
    {"shared_table", shared_table},
    {"libc_helpers", libc_helpers},
    {"spawned", spawned},
};

int main(int argc, char **argv)
{
    for (size_t i = 0; argc == 2 && i < sizeof ways / sizeof *ways; ++i) {
        if (strcmp(ways[i].name, argv[1]) == 0) ways[i].goes();
    }
    return 0;
}
