/* hangs_in_part WAY: one process waits for ever, another one only sleeps and will go on. */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <semaphore.h>
#include <unistd.h>

static char byte;

static void runs_on(void)
{
    for (;;) sleep(1000);
}
static pid_t reads_its_own_pipe(void)
{
    int ends[2];
    if (pipe(ends) == -1) return -1;
    pid_t child = fork();
    if (child == 0) {
        read(ends[0], &byte, 1); // <own_end>
        _exit(0);
    }
    close(ends[0]);
    close(ends[1]);
    return child;
}
/* Nobody but the reader has the writing end, whatever the other child does. */
static void own_end(void)
{
    pid_t child = reads_its_own_pipe();
    if (fork() == 0) runs_on();
    waitpid(child, NULL, 0);
}
/* Likewise, but the child that runs could still write. */
static void somebody_could_write(void)
{
    int ends[2];
    if (pipe(ends) == -1) return;
    if (fork() == 0) runs_on();
    read(ends[0], &byte, 1); // <somebody_could_write>
}
/* Two who wait for each other; the one who runs could kill one of them, and the other would go on. */
static void somebody_could_kill(void)
{
    int a[2], b[2];
    if (pipe(a) == -1 || pipe(b) == -1) return;
    if (fork() == 0) {
        close(a[1]);
        close(b[0]);
        read(a[0], &byte, 1); // <somebody_could_kill>
        _exit(0);
    }
    close(a[0]);
    close(b[1]);
    if (fork() == 0) {
        close(a[1]);
        close(b[0]);
        runs_on();
    }
    read(b[0], &byte, 1);
}
/* The same, but only `sleep` runs, which does nothing to anybody. */
static void only_sleep_runs(void)
{
    int a[2], b[2];
    if (pipe(a) == -1 || pipe(b) == -1) return;
    if (fork() == 0) {
        close(a[1]);
        close(b[0]);
        _exit(read(a[0], &byte, 1) != 1);
    }
    close(a[0]);
    close(b[1]);
    if (fork() == 0) {
        close(a[1]);
        close(b[0]);
        execl("/bin/sleep", "sleep", "1000", (char *)NULL);
    }
    read(b[0], &byte, 1); // <only_sleep_runs>
}
/* The program itself runs on: whether it would ever end, nobody knows. */
static void the_program_runs(void)
{
    reads_its_own_pipe();
    runs_on();
}
/* A semaphore is there for everybody who shares it. */
static void somebody_could_post(void)
{
    sem_t *semaphore = mmap(NULL, sizeof *semaphore, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    sem_init(semaphore, 1, 0);
    if (fork() == 0) runs_on();
    sem_wait(semaphore); // <somebody_could_post>
}
/* A handler may end any loop of waits. */
static void handler(int signal) { (void)signal; }
static void somebody_could_signal(void)
{
    int ends[2];
    signal(SIGUSR1, handler);
    if (pipe(ends) == -1) return;
    if (fork() == 0) {
        close(ends[1]);
        runs_on();
    }
    read(ends[0], &byte, 1); // <somebody_could_signal>
}
/* Another thread of the process may do anything to it. */
static void *thread(void *unused)
{
    runs_on();
    return unused;
}
static void another_thread_runs(void)
{
    int ends[2];
    pthread_t other;
    if (pipe(ends) == -1) return;
    pthread_create(&other, NULL, thread, NULL);
    read(ends[0], &byte, 1); // <another_thread_runs>
}

#define WAY(name) {#name, name}
static const struct {
    const char *name;
    void (*waits)(void);
} ways[] = {
    WAY(own_end), WAY(somebody_could_write), WAY(somebody_could_kill), WAY(only_sleep_runs), WAY(the_program_runs),
    WAY(somebody_could_post), WAY(somebody_could_signal), WAY(another_thread_runs),
};

int main(int argc, char **argv)
{
    for (size_t i = 0; argc == 2 && i < sizeof ways / sizeof *ways; ++i) {
        if (strcmp(ways[i].name, argv[1]) == 0) ways[i].waits();
    }
    return 0;
}
