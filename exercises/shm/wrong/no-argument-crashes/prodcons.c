// expect: fail memory.error
// Looks for too many arguments only.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define SIZE 5

struct shared {
    int buffer[SIZE];
    int used;
};

static void wait_for(int signal_number)
{
    sigset_t set;
    int got;
    sigemptyset(&set);
    sigaddset(&set, signal_number);
    sigwait(&set, &got);
}

int main(int argc, char *argv[])
{
    if (argc > 2) {
        fprintf(stderr, "Usage: %s COUNT\n", argv[0]);
        return 1;
    }
    char *end;
    long long count = strtoll(argv[1], &end, 10); // <memory.error>
    if (end == argv[1] || *end || count < 0 || count > 1000000) {
        fprintf(stderr, "Usage: %s COUNT (not %s)\n", argv[0], argv[1]);
        return 1;
    }

    struct shared *sh = mmap(NULL, sizeof *sh, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANON, -1, 0);
    if (sh == MAP_FAILED) {
        perror("mmap");
        return 1;
    }

    sigset_t both;
    sigemptyset(&both);
    sigaddset(&both, SIGUSR1);
    sigaddset(&both, SIGUSR2);
    sigprocmask(SIG_BLOCK, &both, NULL);

    pid_t parent = getpid();
    pid_t child = fork();
    if (child == -1) {
        perror("fork");
        return 1;
    }
    if (child == 0) { /* consumer */
        long long printed = 0;
        while (printed < count) {
            wait_for(SIGUSR1);
            for (int i = 0; i < sh->used; i++) {
                printf("%s%d", printed ? " " : "", sh->buffer[i]);
                printed++;
            }
            kill(parent, SIGUSR2);
        }
        printf("\n");
        return 0;
    }

    /* producer */
    long long next = 0;
    while (next < count) {
        sh->used = 0;
        while (sh->used < SIZE && next < count)
            sh->buffer[sh->used++] = (int)next++;
        kill(child, SIGUSR1);
        wait_for(SIGUSR2);
    }
    waitpid(child, NULL, 0);
    munmap(sh, sizeof *sh);
    return 0;
}
