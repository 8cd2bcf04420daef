// expect: fail hang.deadlock
// Each end is closed only after a child has ended. Where grep can't be executed, ps waits for a reader, and the parent, who could be one, for ps.
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <sys/wait.h>

int main(int argc, char *argv[])
{
    int fd[2], status, i;
    pid_t pid[2];

    if (argc != 2) {
        fprintf(stderr, "usage: %s pattern\n", argv[0]);
        exit(1);
    }
    if (pipe(fd) == -1) {
        perror("pipe");
        exit(1);
    }
    for (i = 0; i < 2; i++) {
        pid[i] = fork();
        if (pid[i] == 0) {
            dup2(fd[1 - i], 1 - i);
            close(fd[0]);
            close(fd[1]);
            if (i == 0)
                execlp("ps", "ps", "-ef", NULL);
            else
                execlp("grep", "grep", argv[1], NULL);
            perror("exec");
            exit(127);
        }
    }
    for (i = 0; i < 2; i++) {
        waitpid(pid[i], &status, 0);  // <hang.deadlock>
        close(fd[1 - i]);
    }
    return WEXITSTATUS(status);
}
