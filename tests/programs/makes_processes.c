/* Makes a process or thread in each way there is, and says of each: call, thread, shares files, shares memory. */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static void *nothing(void *unused) { return unused; }

static void says(const char *what)
{
    puts(what);
    fflush(stdout);
}

int main(void)
{
    says("fork 0 0 0");
    if (fork() == 0) _exit(0);
    wait(NULL);

    says("vfork 0 0 1");
    if (vfork() == 0) _exit(0);
    wait(NULL);

    says("fork 0 1 0");
    if (syscall(SYS_clone, CLONE_FILES | SIGCHLD, NULL, NULL, NULL, NULL) == 0) _exit(0);
    wait(NULL);

    says("vfork 0 0 1");
    char *argv[] = {"true", NULL};
    pid_t pid;
    if (posix_spawn(&pid, "/bin/true", NULL, NULL, argv, NULL) != 0) return 1;
    wait(NULL);

    says("clone 1 1 1");
    pthread_t thread;
    if (pthread_create(&thread, NULL, nothing, NULL) != 0) return 1;
    pthread_join(thread, NULL);
    return 0;
}
