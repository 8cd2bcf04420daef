/* uses_up WHAT: uses up a limit of the run. */
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static char block[1 << 16];

int main(int argc, char **argv)
{
    if (argc < 2) return 2;
    if (strcmp(argv[1], "output") == 0) {
        while (write(1, block, sizeof block) > 0) {
        }
    } else if (strcmp(argv[1], "file-size") == 0) {
        int fd = open("file", O_WRONLY | O_CREAT, 0600);
        while (write(fd, block, sizeof block) > 0) {
        }
    } else if (strcmp(argv[1], "calls") == 0) {
        for (;;) umask(0);
    } else if (strcmp(argv[1], "memory") == 0) {
        /* As a program does that is built with AddressSanitizer: reserves terabytes first. */
        char *all = mmap(NULL, 1L << 44, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (all == MAP_FAILED) return 3;
        for (long used = 0; used < 2L << 30; used += sizeof block) memset(all + used, 1, sizeof block);
    } else {
        for (volatile int spin = 1; spin;) {
        }
    }
    return 0;
}
