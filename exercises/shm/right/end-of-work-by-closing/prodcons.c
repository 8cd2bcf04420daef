// expect: pass
// The consumer goes on until the producer has closed its pipe of tokens; with COUNT 0 nothing is ever written.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char *argv[])
{
    int full[2], room[2], n = 0;
    if (argc == 2)
        for (char *p = argv[1]; *p && n <= 1000000; p++) {
            if (*p < '0' || *p > '9') { n = -1; break; }
            n = n * 10 + *p - '0';
        }
    if (argc != 2 || argv[1][0] == 0 || n < 0 || n > 1000000) {
        fprintf(stderr, "usage: %s COUNT\n", argv[0]);
        return 1;
    }
    int id = shmget(IPC_PRIVATE, 5 * sizeof(int), 0600);
    if (id == -1) { perror("shmget"); return 1; }
    int *buf = shmat(id, 0, 0);
    shmctl(id, IPC_RMID, 0);            /* gone with the last detach */
    if (buf == (int *)-1) { perror("shmat"); return 1; }
    if (pipe(full) == -1 || pipe(room) == -1) { perror("pipe"); return 1; }
    if (write(room[1], "rrrrr", 5) != 5) { perror("write"); return 1; }
    char t;
    pid_t pid = fork();
    if (pid == -1) { perror("fork"); return 1; }
    if (pid == 0) {
        close(full[0]);
        close(room[1]);
        for (int i = 0; i < n; i++) {
            if (read(room[0], &t, 1) != 1) _exit(1);
            buf[i % 5] = i;
            if (write(full[1], "f", 1) != 1) _exit(1);
        }
        _exit(0);
    }
    close(full[1]);
    close(room[0]);
    signal(SIGPIPE, SIG_IGN);
    int i = 0;
    while (read(full[0], &t, 1) == 1) {     /* until the producer closes its end */
        if (i > 0) printf(" ");
        printf("%d", buf[i % 5]);
        i++;
        if (write(room[1], "r", 1) != 1) { /* the producer needs no more room */ }
    }
    printf("\n");
    waitpid(pid, NULL, 0);
    shmdt(buf);
    return i == n ? 0 : 1;
}
