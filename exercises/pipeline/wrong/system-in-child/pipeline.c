// expect: fail proc.shell
// Pipe and fork are right, but the first child calls system("ps -ef").
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv) {
    if (argc != 2) {
        fprintf(stderr, "usage: pipeline PATTERN\n");
        exit(1);
    }
    int p[2];
    if (pipe(p) == -1) {
        perror("pipe");
        exit(1);
    }
    pid_t producer = fork();
    if (producer == 0) {
        close(p[0]);
        dup2(p[1], STDOUT_FILENO);
        close(p[1]);
        int rc = system("ps -ef");  // <proc.shell>
        exit(WEXITSTATUS(rc));
    }
    pid_t consumer = fork();
    if (consumer == 0) {
        close(p[1]);
        dup2(p[0], STDIN_FILENO);
        close(p[0]);
        execlp("grep", "grep", argv[1], NULL);
        perror("grep");
        exit(127);
    }
    close(p[0]);
    close(p[1]);
    int s;
    waitpid(producer, NULL, 0);
    waitpid(consumer, &s, 0);
    return WEXITSTATUS(s);
}
