// expect: pass
// One child makes the pipe, starts both commands and waits for them; the parent waits for that child only.
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static int waitFor(pid_t pid) {
    int s;
    if (waitpid(pid, &s, 0) < 0) {
        perror("waitpid");
        return 1;
    }
    return WIFSIGNALED(s) ? 128 + WTERMSIG(s) : WEXITSTATUS(s);
}

static int middle(const char *pattern) {
    int ends[2];
    if (pipe(ends) < 0) {
        perror("pipe");
        return 1;
    }
    pid_t writer = fork();
    if (writer == 0) {
        dup2(ends[1], 1);
        close(ends[0]);
        close(ends[1]);
        execlp("ps", "ps", "-ef", (char *)NULL);
        perror("pipeline: ps");
        _exit(127);
    }
    close(ends[1]);
    pid_t reader = fork();
    if (reader == 0) {
        dup2(ends[0], 0);
        close(ends[0]);
        execlp("grep", "grep", pattern, (char *)NULL);
        perror("pipeline: grep");
        _exit(127);
    }
    close(ends[0]);
    int w = waitFor(writer);
    int r = waitFor(reader);
    return w == 127 ? 127 : r;
}

int main(int argc, char *argv[]) {
    if (argc != 2) {
        fprintf(stderr, "Usage: pipeline <pattern>\n");
        return EXIT_FAILURE;
    }
    pid_t m = fork();
    if (m < 0) {
        perror("fork");
        return EXIT_FAILURE;
    }
    if (m == 0) {
        _exit(middle(argv[1]));
    }
    return waitFor(m);
}
