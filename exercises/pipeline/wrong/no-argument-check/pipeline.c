// expect: fail topology.extra
// Never looks at argc: without an argument grep itself complains about its usage, but it was run.
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char *argv[]) {
    int fd[2], st;
    (void)argc;

    if (pipe(fd) == -1) {
        perror("pipe");
        return 1;
    }
    pid_t ps = fork();
    if (ps == 0) {
        dup2(fd[1], STDOUT_FILENO);
        close(fd[0]);
        close(fd[1]);
        execlp("ps", "ps", "-ef", NULL);  // <topology.extra>
        perror("ps");
        _exit(127);
    }
    pid_t grep = fork();
    if (grep == 0) {
        dup2(fd[0], STDIN_FILENO);
        close(fd[0]);
        close(fd[1]);
        execlp("grep", "grep", argv[1], NULL);  // <topology.extra>
        perror("grep");
        _exit(127);
    }
    close(fd[0]);
    close(fd[1]);
    waitpid(ps, NULL, 0);
    waitpid(grep, &st, 0);
    return WEXITSTATUS(st);
}
