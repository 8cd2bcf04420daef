// expect: pass
// Makes its children with clone, each with a stack of its own, and waits with poll on their pidfds.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* children made with clone, waited for with poll on their pidfds */
struct start { char **argv; int end, target; };

static int child(void *p)
{
    struct start *s = p;
    if (dup2(s->end, s->target) == -1) _exit(126);
    execvp(s->argv[0], s->argv);
    dprintf(2, "pipeline: %s: %m\n", s->argv[0]);
    _exit(127);
}

int main(int argc, char *argv[])
{
    if (argc != 2) { dprintf(2, "Usage: pipeline PATTERN\n"); return 1; }
    int p[2];
    if (pipe2(p, O_CLOEXEC)) { perror("pipe2"); return 1; }
    char *ps[] = {"ps", "-ef", NULL}, *grep[] = {"grep", argv[1], NULL};
    struct start s[2] = {{ps, p[1], 1}, {grep, p[0], 0}};
    static char stack[2][65536] __attribute__((aligned(16)));
    struct pollfd w[2];
    pid_t pid[2];
    for (int i = 0; i < 2; i++) {
        pid[i] = clone(child, stack[i] + sizeof stack[i], SIGCHLD, &s[i]);
        if (pid[i] == -1) { perror("clone"); return 1; }
        w[i].fd = syscall(SYS_pidfd_open, pid[i], 0);
        w[i].events = POLLIN;
        if (w[i].fd == -1) { perror("pidfd_open"); return 1; }
    }
    close(p[0]);
    close(p[1]);
    int left = 2, code[2] = {0, 0};
    while (left > 0) {
        if (poll(w, 2, -1) < 0) continue;
        for (int i = 0; i < 2; i++) {
            if (w[i].fd < 0 || !(w[i].revents & POLLIN)) continue;
            siginfo_t si = {0};
            if (waitid(P_PID, pid[i], &si, WEXITED) == 0)
                code[i] = si.si_code == CLD_EXITED ? si.si_status : 128 + si.si_status;
            close(w[i].fd);
            w[i].fd = -1;
            left--;
        }
    }
    return code[0] == 127 || code[0] == 126 ? code[0] : code[1];
}
