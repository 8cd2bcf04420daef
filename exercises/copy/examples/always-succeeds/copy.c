// copy with a child process
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char *argv[]) {
    if (argc != 3) {
        fprintf(stderr, "Usage: copy SRC DEST\n");
        return 1;
    }
    pid_t child = fork();
    if (child == -1) {
        perror("fork");
        return 1;
    }
    if (child == 0) {
        int fd = open(argv[2], O_WRONLY | O_CREAT | O_TRUNC, 0644);
        if (fd == -1) {
            perror(argv[2]);
            exit(1);
        }
        close(1);
        dup(fd);
        close(fd);
        execlp("cat", "cat", argv[1], NULL);
        perror("cat");
        exit(1);
    }
    wait(NULL);
    return 0;
}
