// expect: fail hang.deadlock
// grep inherits the writing end that it waits for; the parent waits for SIGCHLD through a signalfd.
#include <err.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char *argv[])
{
    if (argc != 2)
        errx(2, "usage: pipeline PATTERN");
    sigset_t set, old;
    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    if (sigprocmask(SIG_BLOCK, &set, &old))
        err(1, "sigprocmask");
    int sfd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    if (sfd < 0)
        err(1, "signalfd");
    int p[2];
    if (pipe(p))
        err(1, "pipe");
    pid_t kid[2];
    for (int i = 0; i < 2; i++) {
        kid[i] = fork();
        if (kid[i] < 0)
            err(1, "fork");
        if (kid[i] == 0) {
            sigprocmask(SIG_SETMASK, &old, NULL);
            if (dup2(p[1 - i], 1 - i) < 0)
                err(125, "dup2");
            if (i == 0)
                execlp("ps", "ps", "-ef", (char *)0);
            else
                execlp("grep", "grep", argv[1], (char *)0);  // <hang.deadlock>
            err(127, "%s", i == 0 ? "ps" : "grep");
        }
    }
    close(p[0]);
    close(p[1]);
    int left = 2, code = 0, failed = 0;
    while (left > 0) {
        struct pollfd w = {.fd = sfd, .events = POLLIN};
        if (poll(&w, 1, -1) < 0)
            continue;
        struct signalfd_siginfo si;
        while (read(sfd, &si, sizeof si) == (ssize_t)sizeof si)
            ;
        int st;
        pid_t pid;
        while ((pid = waitpid(-1, &st, WNOHANG)) > 0) {
            left--;
            if (WIFEXITED(st) && WEXITSTATUS(st) >= 125)
                failed = WEXITSTATUS(st);
            if (pid == kid[1])
                code = WIFEXITED(st) ? WEXITSTATUS(st) : 1;
        }
    }
    close(sfd);
    return failed ? failed : code;
}
