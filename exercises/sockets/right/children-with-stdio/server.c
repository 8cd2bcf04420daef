// expect: pass
// A child for each client, which reads and writes with stdio and ends with SIGPIPE when its client has gone.
#include <ctype.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <sys/prctl.h>
static void reap(int s) { int e = errno; (void)s; while (waitpid(-1, NULL, WNOHANG) > 0) ; errno = e; }
static void finish(int s)
{
    (void)s;
    signal(SIGTERM, SIG_IGN);
    kill(0, SIGTERM);               /* all of our group: setpgid below */
    while (wait(NULL) > 0 || errno == EINTR) ;
    _exit(0);
}
static int serve(int fd)
{
    FILE *in = fdopen(fd, "r"), *out = fdopen(dup(fd), "w");
    int c;
    if (!in || !out) return 1;
    while ((c = getc(in)) != EOF) {
        putc(toupper(c), out);
        if (c == '\n' && fflush(out) == EOF) break;
    }
    fclose(out); fclose(in);
    return 0;
}
int main(int argc, char *argv[])
{
    struct sockaddr_in a;
    int l, on = 1, port; char junk;
    if (argc != 2 || sscanf(argv[1], "%d%c", &port, &junk) != 1 || port < 1 || port > 65535) { fprintf(stderr, "usage: server PORT\n"); exit(1); }
    setpgid(0, 0);
    memset(&a, 0, sizeof a);
    a.sin_family = AF_INET; a.sin_port = htons(port); a.sin_addr.s_addr = INADDR_ANY;
    if ((l = socket(AF_INET, SOCK_STREAM, 0)) == -1) { perror("socket"); exit(1); }
    if (setsockopt(l, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == -1) { perror("setsockopt"); exit(1); }
    if (bind(l, (struct sockaddr *)&a, sizeof a) == -1) { perror("bind"); exit(1); }
    struct sigaction sa = { .sa_handler = reap, .sa_flags = SA_NOCLDSTOP };
    sigaddset(&sa.sa_mask, SIGTERM);
    sigaction(SIGCHLD, &sa, NULL);
    sa.sa_handler = finish; sigaddset(&sa.sa_mask, SIGCHLD);
    sigaction(SIGTERM, &sa, NULL);
    if (listen(l, 20) == -1) { perror("listen"); exit(1); }
    sigset_t both, old;
    sigemptyset(&both); sigaddset(&both, SIGTERM); sigaddset(&both, SIGCHLD);
    for (;;) {
        int c = accept(l, NULL, NULL);
        if (c == -1) { if (errno == EINTR || errno == ECONNABORTED) continue; perror("accept"); exit(1); }
        sigprocmask(SIG_BLOCK, &both, &old);
        pid_t p = fork();
        if (p == 0) {
            signal(SIGTERM, SIG_DFL); signal(SIGCHLD, SIG_DFL);
            sigprocmask(SIG_SETMASK, &old, NULL);
            close(l);
            exit(serve(c));
        }
        if (p == -1) perror("fork");
        close(c);
        sigprocmask(SIG_SETMASK, &old, NULL);
    }
}
