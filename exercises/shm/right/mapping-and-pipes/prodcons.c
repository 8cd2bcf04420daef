// expect: pass
// No semaphore: one pipe holds a byte for each free place, another one for each full place.
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PLACES = 5 };

static void check(int ok, const char *what)
{
    if (!ok) {
        perror(what);
        exit(1);
    }
}

static void put_token(int pipe_end)
{
    check(write(pipe_end, "x", 1) == 1, "write");
}

static void get_token(int pipe_end)
{
    char token;
    check(read(pipe_end, &token, 1) == 1, "read");
}

int main(int argc, char *argv[])
{
    char *end = "x";
    long n = argc == 2 ? strtol(argv[1], &end, 10) : 0;
    if (*end != '\0' || end == argv[1] || n < 0 || n > 1000000) {
        fprintf(stderr, "usage: %s number\n", argv[0]);
        return 1;
    }

    int *places = mmap(NULL, PLACES * sizeof(int), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    check(places != MAP_FAILED, "mmap");
    int free_pipe[2], full_pipe[2];
    check(pipe(free_pipe) == 0, "pipe");
    check(pipe(full_pipe) == 0, "pipe");

    pid_t consumer = fork();
    check(consumer != -1, "fork");
    if (consumer == 0) {
        close(free_pipe[0]);
        close(full_pipe[1]);
        for (int i = 0; i < PLACES; i++)
            put_token(free_pipe[1]);
        for (int i = 0; i < n; i++) {
            get_token(full_pipe[0]);
            printf("%s%d", i > 0 ? " " : "", places[i % PLACES]);
            put_token(free_pipe[1]);
        }
        printf("\n");
        return 0;
    }
    close(free_pipe[1]);
    close(full_pipe[0]);
    for (int i = 0; i < n; i++) {
        get_token(free_pipe[0]);
        places[i % PLACES] = i;
        put_token(full_pipe[1]);
    }
    int status;
    check(wait(&status) == consumer, "wait");
    return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : 1;
}
