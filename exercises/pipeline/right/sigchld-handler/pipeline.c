// expect: pass
// Reaps in a SIGCHLD handler and waits with sigsuspend.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile sig_atomic_t alive = 2;
static volatile sig_atomic_t grep_status = -1;
static volatile pid_t grep_pid = -1;

static void on_child(int sig)
{
    int saved = errno, st;
    pid_t p;
    (void)sig;
    while ((p = waitpid(-1, &st, WNOHANG)) > 0) {
        alive--;
        if (p == grep_pid)
            grep_status = WIFEXITED(st) ? WEXITSTATUS(st) : 2;
    }
    errno = saved;
}

int main(int argc, char *argv[])
{
    int fd[2];
    struct sigaction sa = {.sa_handler = on_child};
    sigset_t block, before;

    if (argc != 2) {
        fprintf(stderr, "%s: usage: %s PATTERN\n", argv[0], argv[0]);
        exit(1);
    }

    sigemptyset(&sa.sa_mask);
    sigaction(SIGCHLD, &sa, NULL);
    sigemptyset(&block);
    sigaddset(&block, SIGCHLD);
    sigprocmask(SIG_BLOCK, &block, &before);

    if (pipe(fd) == -1) {
        perror("pipe");
        exit(1);
    }

    for (int i = 0; i < 2; i++) {
        pid_t p = fork();
        if (p == -1) {
            perror("fork");
            exit(1);
        }
        if (p == 0) {
            sigprocmask(SIG_SETMASK, &before, NULL);
            dup2(fd[i == 0], i == 0);
            close(fd[0]);
            close(fd[1]);
            if (i == 0)
                execlp("ps", "ps", "-ef", NULL);
            else
                execlp("grep", "grep", argv[1], NULL);
            perror(i == 0 ? "ps" : "grep");
            _exit(127);
        }
        if (i == 1)
            grep_pid = p;
    }
    close(fd[0]);
    close(fd[1]);

    while (alive > 0)
        sigsuspend(&before);
    return grep_status;
}
