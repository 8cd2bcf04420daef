/* Its child stops itself in a raised signal, in the middle of its output. */
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
    int status;
    pid_t pid = fork();
    if (pid == 0) {
        puts("before");
        fflush(stdout);
        raise(SIGSTOP);
        puts("after");
        return 7;
    }
    if (waitpid(pid, &status, WUNTRACED) != pid || !WIFSTOPPED(status)) return 1;
    puts("stopped");
    fflush(stdout);
    kill(pid, SIGCONT);
    if (waitpid(pid, &status, 0) != pid || !WIFEXITED(status)) return 1;
    return WEXITSTATUS(status);
}
