// expect: pass
// Neither dup nor dup2, but close and fcntl(F_DUPFD). Two source files.
#include "stage.h"

#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char *argv[]) {
    if (argc != 2) {
        printf("Usage: %s PATTERN\n", argv[0]);
        return 1;
    }

    int ends[2];
    if (pipe(ends) == -1) {
        perror("pipe");
        return 1;
    }

    char *left[] = {"ps", "-ef", NULL};
    char *right[] = {"grep", argv[1], NULL};
    pid_t l = start_stage(left, ends, 1);
    pid_t r = start_stage(right, ends, 0);
    close(ends[0]);
    close(ends[1]);

    int ls = 0, rs = 0;
    if (l > 0) waitpid(l, &ls, 0);
    if (r > 0) waitpid(r, &rs, 0);
    if (l < 0 || r < 0) return 1;
    return WIFEXITED(rs) ? WEXITSTATUS(rs) : 1;
}
