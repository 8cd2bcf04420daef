// ps -ef | grep PATTERN. It works on my machine; on the server of the institute it hangs.
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static void die(const char *msg) {
    perror(msg);
    exit(1);
}

int main(int argc, char *argv[]) {
    if (argc != 2) {
        fprintf(stderr, "usage: pipeline PATTERN\n");
        return 2;
    }

    int p[2];
    if (pipe(p) < 0) die("pipe");

    pid_t first = fork();
    if (first < 0) die("fork");
    if (first == 0) {
        close(p[0]);
        dup2(p[1], 1);
        close(p[1]);
        execlp("ps", "ps", "-ef", (char *)NULL);
        die("ps");
    }
    close(p[1]);

    // wait until ps is done, so that grep finds everything in the pipe
    int st;
    waitpid(first, &st, 0);

    pid_t second = fork();
    if (second < 0) die("fork");
    if (second == 0) {
        dup2(p[0], 0);
        close(p[0]);
        execlp("grep", "grep", argv[1], (char *)NULL);
        die("grep");
    }
    close(p[0]);
    int st2;
    waitpid(second, &st2, 0);
    if (WEXITSTATUS(st) != 0) return WEXITSTATUS(st);
    return WEXITSTATUS(st2);
}
