// expect: pass
// Two barriers in a mapped file, and five numbers at a time.
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/mman.h>
#include <sys/wait.h>
/* two barriers a round: filled, emptied */
struct s { pthread_barrier_t filled, emptied; int b[5]; };
int main(int argc, char **argv)
{
    char *q;
    long n;
    if (argc != 2 || argv[1][0] == 0 || (n = strtol(argv[1], &q, 10), *q) || n < 0 || n > 1000000) { fprintf(stderr, "usage: %s COUNT\n", argv[0]); return EXIT_FAILURE; }
    FILE *t = tmpfile();
    if (!t || ftruncate(fileno(t), sizeof(struct s))) { perror("tmpfile"); return EXIT_FAILURE; }
    struct s *s = mmap(0, sizeof *s, PROT_READ | PROT_WRITE, MAP_SHARED, fileno(t), 0);
    if (s == MAP_FAILED) { perror("mmap"); return EXIT_FAILURE; }
    fclose(t);
    pthread_barrierattr_t a;
    pthread_barrierattr_init(&a);
    pthread_barrierattr_setpshared(&a, PTHREAD_PROCESS_SHARED);
    if (pthread_barrier_init(&s->filled, &a, 2) || pthread_barrier_init(&s->emptied, &a, 2)) { fputs("barrier\n", stderr); return 1; }
    pid_t p = fork();
    if (p < 0) { perror("fork"); return EXIT_FAILURE; }
    for (long i = 0; i < n; i += 5) {
        if (p) for (long k = i; k < i + 5 && k < n; k++) s->b[k - i] = (int)k;
        pthread_barrier_wait(&s->filled);
        if (!p) for (long k = i; k < i + 5 && k < n; k++) printf("%s%d", k ? " " : "", s->b[k - i]);
        pthread_barrier_wait(&s->emptied);
    }
    if (!p) { putchar('\n'); return 0; }
    int st;
    if (waitpid(p, &st, 0) < 0 || st) { fprintf(stderr, "consumer failed\n"); return 1; }
    return 0;
}
