// expect: pass
// fexecve: cat is looked for along PATH by hand, and executed through its descriptor.
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <fcntl.h>
#include <unistd.h>
extern char **environ;
static int find(const char *name)
{
    char *path = strdup(getenv("PATH") ? getenv("PATH") : "/bin:/usr/bin"), *save, *d;
    int fd = -1;
    for (d = strtok_r(path, ":", &save); d && fd < 0; d = strtok_r(NULL, ":", &save)) {
        int dir = open(d, O_PATH | O_DIRECTORY | O_CLOEXEC);
        if (dir < 0) continue;
        fd = openat(dir, name, O_PATH | O_CLOEXEC);
        close(dir);
    }
    free(path);
    return fd;
}
int main(int argc, char **argv)
{
    if (argc != 3) { fprintf(stderr, "usage: %s SRC DEST\n", argv[0]); return 1; }
    int cat = find("cat");
    if (cat < 0) { perror("cat"); return 127; }
    int fd = open(argv[2], O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (fd < 0) { perror(argv[2]); return 1; }
    if (dup2(fd, STDOUT_FILENO) < 0) { perror("dup2"); return 1; }
    char *av[3] = { "cat", argv[1] };
    fexecve(cat, av, environ);
    perror("fexecve");
    return 126;
}
