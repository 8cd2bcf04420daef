// expect: fail proc.orphan,exit.status
// The parent does not wait: the shell's prompt is back before the copy is there, and cat's status is lost.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int main(int argc, char *argv[]) {
    if (argc != 3) {
        fprintf(stderr, "Usage: copy SRC DEST\n");
        exit(1);
    }
    int fd = open(argv[2], O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (fd < 0) {
        perror("open");
        exit(1);
    }
    int pid = fork();  // <proc.orphan>
    if (pid < 0) {
        perror("fork");
        exit(1);
    }
    if (pid == 0) {
        dup2(fd, 1);
        close(fd);
        execlp("cat", "cat", argv[1], NULL);
        perror("exec");
        exit(1);
    }
    close(fd);
    return 0;
}
