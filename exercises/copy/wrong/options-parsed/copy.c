// expect: fail topology.missing
// Uses getopt although there are no options: names that begin with a dash are refused.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void usage(void) {
    fprintf(stderr, "Usage: copy SRC DEST\n");
    exit(2);
}

int main(int argc, char *argv[]) {
    int opt;
    while ((opt = getopt(argc, argv, "h")) != -1)
        usage();
    if (argc - optind != 2)
        usage();

    int fd = open(argv[optind + 1], O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (fd == -1) {
        perror(argv[optind + 1]);
        return 1;
    }
    dup2(fd, STDOUT_FILENO);
    close(fd);
    execlp("cat", "cat", argv[optind], NULL);
    perror("cat");
    return 1;
}
