/* Before each call it says, on standard error, the call's name and the lines that lead to it, innermost first. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <semaphore.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/msg.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* The call is in the same line as the macro. */
#define HERE(call) say(call " main:%d\n", __LINE__)

static void say(const char *format, ...)
{
    char line[128];
    va_list more;
    va_start(more, format);
    int length = vsnprintf(line, sizeof line, format, more);
    va_end(more);
    (void)!write(2, line, (size_t)length);
}

__attribute__((noinline)) static int inner(const char *path, int from)
{
    say("openat inner:%d main:%d\n", __LINE__ + 1, from);
    return open(path, O_RDONLY) + 1;
}

__attribute__((noinline)) static int deep(int levels, int from)
{
    if (levels == 0) {
        say("umask deep:%d deep:%d deep:%d main:%d\n", __LINE__ + 1, __LINE__ + 3, __LINE__ + 3, from);
        return umask(022) + 1;
    }
    return deep(levels - 1, from) + 1;
}

/* Its last instruction is a call: the address behind it, the handler's, looks like one that a call returns to. */
__attribute__((noinline)) static void leave(void)
{
    exit(1);
}

static void handler(int signal)
{
    (void)signal;
}

int main(int argc, char **argv)
{
    (void)argv;
    int ends[2], status, fd;
    pid_t pid;
    sem_t semaphore;
    struct timespec little = {0, 1000};

    HERE("openat"); fd = open("/dev/null", O_RDWR);
    HERE("close"); close(fd);
    HERE("pipe2"); if (pipe(ends) == -1) return 1;
    inner("/dev/null", __LINE__);
    deep(2, __LINE__);
    HERE("fork"); pid = fork();
    if (pid == 0) _exit(0);
    HERE("wait4"); waitpid(pid, &status, 0);
    printf("in the buffer ");
    HERE("write"); fflush(stdout);
    HERE("fork"); status = system("true");
    HERE("fork"); FILE *stream = popen("true", "r");
    HERE("wait4"); pclose(stream);
    HERE("openat"); stream = fopen("/dev/null", "r");
    HERE("nanosleep"); usleep(1000);
    HERE("nanosleep"); nanosleep(&little, NULL);
    sem_init(&semaphore, 0, 0);
    clock_gettime(CLOCK_REALTIME, &little);
    HERE("futex"); sem_timedwait(&semaphore, &little);
    HERE("kill"); kill(getpid(), 0);
    HERE("msgget"); msgctl(msgget(IPC_PRIVATE, 0600), IPC_RMID, NULL);
    HERE("rt_sigaction"); signal(SIGUSR1, SIG_IGN);
    HERE("kill"); raise(SIGUSR1);
    HERE("rt_sigaction"); signal(SIGUSR1, handler);
    HERE("rt_sigaction"); sigaction(SIGUSR2, &(struct sigaction){.sa_handler = handler}, NULL);
    if (argc > 100) leave();
    fclose(stream);
    return 0;
}
