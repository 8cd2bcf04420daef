#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/msg.h>
#include <unistd.h>

/* first looks how long the message is (E2BIG leaves it in the queue) */
#include <errno.h>

int main(int argc, char *argv[])
{
    int n, len, q, rc = 0;
    if (argc != 2 || sscanf(argv[1], "%9d%n", &n, &len) != 1 || argv[1][len] || n < 0) {
        fprintf(stderr, "Usage: receiver COUNT\n");
        return 1;
    }
    if ((q = msgget(1234, 0)) == -1) {
        perror("receiver");
        return 1;
    }
    size_t size = 16;
    struct msg { long mtype; char mtext[]; } *m = malloc(sizeof *m + size);
    while (n > 0) {
        ssize_t got = msgrcv(q, m, size, 0, 0);
        if (got == -1 && errno == E2BIG) {
            size *= 2;
            if ((m = realloc(m, sizeof *m + size)) == NULL) { rc = 1; break; }
            continue;
        }
        if (got == -1) { perror("receiver"); rc = 1; break; }
        if (fputs("received : ", stdout) == EOF || fwrite(m->mtext, 1, strnlen(m->mtext, got), stdout) == 0) { }
        putc('\n', stdout);
        n--;
    }
    free(m);
    fflush(stdout);
    if (msgctl(q, IPC_RMID, NULL) == -1) { perror("receiver"); rc = 1; }
    _exit(rc);
}
