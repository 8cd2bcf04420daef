// expect: fail topology.extra
// There is a shared buffer, and the number goes through the pipe as well: the consumer prints what the pipe says.
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define SIZE 5

static void error(const char *text)
{
    perror(text);
    exit(EXIT_FAILURE);
}

int main(int argc, char *argv[])
{
    int ready[2], room[2];
    char *end;
    long count;

    if (argc != 2 || (count = strtol(argv[1], &end, 10)) < 0 || count > 1000000 || *end != '\0' || end == argv[1]) {
        fprintf(stderr, "Usage: %s COUNT\n", argv[0]);
        exit(EXIT_FAILURE);
    }

    int *buffer = mmap(NULL, SIZE * sizeof(int), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (buffer == MAP_FAILED)
        error("mmap");
    if (pipe(ready) == -1 || pipe(room) == -1)
        error("pipe");
    if (write(room[1], "12345", SIZE) != SIZE)
        error("write");

    pid_t pid = fork();
    if (pid == -1)
        error("fork");
    if (pid == 0) {
        for (int i = 0; i < count; i++) {
            char c;
            if (read(room[0], &c, 1) != 1)
                error("read");
            buffer[i % SIZE] = i;
            if (write(ready[1], &i, sizeof(i)) != sizeof(i)) // <topology.extra>
                error("write");
        }
        exit(EXIT_SUCCESS);
    }
    for (int i = 0; i < count; i++) {
        int number;
        if (read(ready[0], &number, sizeof(number)) != sizeof(number))
            error("read");
        printf("%s%d", i == 0 ? "" : " ", number);
        if (write(room[1], "x", 1) != 1)
            error("write");
    }
    printf("\n");
    wait(NULL);
    return EXIT_SUCCESS;
}
