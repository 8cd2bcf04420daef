/* Tries each way to a namespace of its own and prints the error. */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static void say(const char *name, long result)
{
    if (result == 0) _exit(0); /* the child of a clone that worked */
    printf("%s %s\n", name, result == -1 ? strerrorname_np(errno) : "worked");
}

int main(void)
{
    struct clone_args arguments;
    memset(&arguments, 0, sizeof arguments);
    arguments.flags = CLONE_NEWUSER;
    arguments.exit_signal = SIGCHLD;
    setvbuf(stdout, NULL, _IONBF, 0);
    printf("unshare %s\n", unshare(CLONE_NEWUSER) == -1 ? strerrorname_np(errno) : "worked");
    say("clone", syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, NULL, NULL, NULL, NULL));
    say("clone3", syscall(SYS_clone3, &arguments, sizeof arguments));
    return 0;
}
