// expect: pass
// grep is the parent of ps; the program adopts ps (PR_SET_CHILD_SUBREAPER) and waits for both. Where grep fails, its process waits for ps.
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
/* grandparent waits; its child becomes grep, and the grandchild ps: grep itself is ps' parent */
int main(int argc, char **argv)
{
    if (argc != 2) { fprintf(stderr, "Usage: %s PATTERN\n", argv[0]); return 1; }
    int flag[2];                           /* ps tells here that it could not be executed */
    if (pipe(flag) < 0) { perror("pipe"); return 1; }
    if (prctl(PR_SET_CHILD_SUBREAPER, 1) < 0) { perror("prctl"); return 1; }
    pid_t g = fork();
    if (g < 0) { perror("fork"); return 1; }
    if (g == 0) {
        int p[2];
        close(flag[0]);
        if (pipe(p) < 0) { perror("pipe"); _exit(2); }
        pid_t s = fork();
        if (s < 0) { perror("fork"); _exit(2); }
        if (s == 0) {
            dup2(p[1], 1); close(p[0]); close(p[1]);
            if (dup2(flag[1], 9) < 0) _exit(2);
            close(flag[1]);
            fcntl(9, F_SETFD, FD_CLOEXEC);
            execlp("ps", "ps", "-ef", (char *)0);
            perror("ps");
            if (write(9, "x", 1) < 0) perror("write");
            _exit(127);
        }
        close(flag[1]);
        dup2(p[0], 0); close(p[0]); close(p[1]);
        execlp("grep", "grep", argv[1], (char *)0);
        perror("grep");
        close(0);                          /* nobody will read what ps writes */
        wait(NULL);
        _exit(127);
    }
    close(flag[1]);
    char c;
    int failed = read(flag[0], &c, 1) == 1, st;
    close(flag[0]);
    if (waitpid(g, &st, 0) < 0) { perror("waitpid"); return 1; }
    while (wait(NULL) > 0) ;               /* ps, that grep left behind, has come to us */
    return failed ? 127 : WIFEXITED(st) ? WEXITSTATUS(st) : 1;
}
