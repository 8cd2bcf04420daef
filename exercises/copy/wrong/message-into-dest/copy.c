// expect: fail topology.extra
// The parent redirects its own standard output and then reports success with printf: the report ends up in DEST.
#include <stdio.h>
#include <stdlib.h>
#include <fcntl.h>
#include <unistd.h>
#include <sys/wait.h>

int main(int argc, char *argv[]) {
    int fd, status;

    if (argc != 3) {
        fprintf(stderr, "usage: copy source destination\n");
        exit(1);
    }
    if ((fd = open(argv[2], O_WRONLY | O_CREAT | O_TRUNC, 0644)) == -1) {
        perror("open");
        exit(1);
    }
    dup2(fd, 1);
    close(fd);

    pid_t pid = fork();
    if (pid == 0) {
        execlp("cat", "cat", argv[1], NULL);
        perror("cat");
        exit(1);
    }
    waitpid(pid, &status, 0);
    if (WEXITSTATUS(status) == 0)
        printf("File copied.\n");
    return WEXITSTATUS(status);  // stdio writes it out at exit
}
