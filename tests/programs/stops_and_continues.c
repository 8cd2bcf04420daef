/* Stops its child, lets it go on and ends it, and says what waitpid told. */
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static void tell(pid_t pid)
{
    int status;
    if (waitpid(pid, &status, WUNTRACED | WCONTINUED) != pid) return;
    if (WIFSTOPPED(status)) printf("stopped %d\n", WSTOPSIG(status));
    if (WIFCONTINUED(status)) printf("continued\n");
    if (WIFSIGNALED(status)) printf("killed %d\n", WTERMSIG(status));
    fflush(stdout);
}

int main(void)
{
    pid_t pid = fork();
    if (pid == 0) {
        for (;;) pause();
    }
    const int signals[] = {SIGSTOP, SIGCONT, SIGTSTP, SIGCONT, SIGTERM};
    for (size_t i = 0; i < sizeof signals / sizeof *signals; ++i) {
        kill(pid, signals[i]);
        tell(pid);
    }
    return 0;
}
