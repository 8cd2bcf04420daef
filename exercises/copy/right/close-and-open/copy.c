// expect: pass
// No dup of any kind: descriptor 1 is closed, and open gives the lowest free number, which is 1.
#include <stdio.h>
#include <unistd.h>
#include <fcntl.h>
#include <sys/wait.h>

int main(int argc, char* argv[]) {
    if (argc != 3) {
        fprintf(stderr, "Usage : copy source destination\n");
        return 1;
    }

    pid_t pid = fork();
    if (pid == -1) {
        perror("fork");
        return 1;
    }
    if (pid == 0) {
        close(1);
        if (open(argv[2], O_CREAT | O_WRONLY | O_TRUNC, 0644) == -1) {
            perror(argv[2]);
            _exit(1);
        }
        execlp("cat", "cat", argv[1], (char*)0);
        perror("cat");
        _exit(127);
    }

    int status;
    if (waitpid(pid, &status, 0) == -1) {
        perror("waitpid");
        return 1;
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
