// expect: pass
// posix_spawnp with file actions: neither fork nor dup is called by name.
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

int main(int argc, char *argv[])
{
    if (argc != 3) {
        fprintf(stderr, "%s: usage: %s source target\n", argv[0], argv[0]);
        return 2;
    }

    /* opened here, so that we can tell an error of open from one of exec */
    int fd = open(argv[2], O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (fd == -1) {
        fprintf(stderr, "%s: %s: %s\n", argv[0], argv[2], strerror(errno));
        return 1;
    }

    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, fd, STDOUT_FILENO);
    posix_spawn_file_actions_addclose(&actions, fd);

    char *args[] = {"cat", argv[1], NULL};
    pid_t child;
    int rc = posix_spawnp(&child, "cat", &actions, NULL, args, environ);
    posix_spawn_file_actions_destroy(&actions);
    close(fd);
    if (rc != 0) {
        fprintf(stderr, "%s: cat: %s\n", argv[0], strerror(rc));
        return 1;
    }

    int status = 0;
    while (waitpid(child, &status, 0) == -1 && errno == EINTR)
        ;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
