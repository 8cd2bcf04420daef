// expect: fail exit.status
// Ends with status 1 also when all went well.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char dir[] = "/tmp/prodconsXXXXXX";
static char file[64], fifo_free[64], fifo_full[64];

static void tidy(void) {
    unlink(file);
    unlink(fifo_free);
    unlink(fifo_full);
    rmdir(dir);
}

static int token_out(int fd) { int one = 1; return write(fd, &one, sizeof one) == sizeof one; }
static int token_in(int fd) { int one; return read(fd, &one, sizeof one) == sizeof one; }

int main(int argc, char *argv[]) {
    size_t digits = argc == 2 ? strspn(argv[1], "0123456789") : 0;
    long count = argc == 2 && digits > 0 && digits == strlen(argv[1]) && digits < 10 ? atol(argv[1]) : -1;
    if (count < 0 || count > 1000000) {
        printf("usage: prodcons COUNT\n");
        return 1;
    }

    if (mkdtemp(dir) == NULL) {
        perror("mkdtemp");
        return 1;
    }
    snprintf(file, sizeof file, "%s/buffer", dir);
    snprintf(fifo_free, sizeof fifo_free, "%s/free", dir);
    snprintf(fifo_full, sizeof fifo_full, "%s/full", dir);

    int result = 1;
    int fd = open(file, O_RDWR | O_CREAT, 0600);
    int *buffer = MAP_FAILED;
    if (fd != -1 && ftruncate(fd, 5 * sizeof(int)) == 0)
        buffer = mmap(NULL, 5 * sizeof(int), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (buffer == MAP_FAILED || mkfifo(fifo_free, 0600) == -1 || mkfifo(fifo_full, 0600) == -1) {
        perror("prodcons");
        tidy();
        return 1;
    }

    pid_t child = fork();
    if (child == 0) {
        int free_out = open(fifo_free, O_WRONLY);
        int full_in = open(fifo_full, O_RDONLY);
        for (int i = 0; i < 5; i++) token_out(free_out);
        for (long i = 0; i < count && token_in(full_in); i++) {
            if (i > 0) putchar(' ');
            printf("%d", buffer[i % 5]);
            token_out(free_out);
        }
        putchar('\n');
        exit(0);
    }
    if (child > 0) {
        int free_in = open(fifo_free, O_RDONLY);
        int full_out = open(fifo_full, O_WRONLY);
        for (long i = 0; i < count && token_in(free_in); i++) {
            buffer[i % 5] = (int)i;
            token_out(full_out);
        }
        int status;
        waitpid(child, &status, 0);
        result = status == 0;
    } else {
        perror("fork");
    }
    tidy();
    return result;
}
