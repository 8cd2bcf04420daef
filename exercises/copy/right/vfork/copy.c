// expect: pass
// vfork; the parent opens and moves the descriptor before, the child only executes.
#define _DEFAULT_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#define MODE 0644

int main(int ac, char **av)
{
        int fd, st;
        pid_t p;

        if (ac != 3) {
                fprintf(stderr, "Usage: %s from to\n", *av);
                return 1;
        }
        fd = open(av[2], O_RDWR | O_CREAT | O_TRUNC, MODE);
        if (fd < 0) {
                perror(av[2]);
                return 1;
        }
        if (dup2(fd, 1) < 0 || close(fd) < 0) {
                perror("dup2/close");
                return 1;
        }

        p = vfork();
        if (p < 0) {
                perror("vfork");
                return 1;
        }
        if (p == 0) {
                execlp("cat", "cat", av[1], (char *) NULL);
                _exit(127);
        }
        if (waitpid(p, &st, 0) < 0) {
                perror("waitpid");
                return 1;
        }
        if (WIFEXITED(st) && WEXITSTATUS(st) == 127)
                fprintf(stderr, "cat: cannot be executed\n");
        return WIFEXITED(st) ? WEXITSTATUS(st) : 1;
}
