// expect: fail proc.shell
// Lets a shell do all of it.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>

int main(int argc, char *argv[])
{
    char cmd[1024];

    if (argc != 3) {
        puts("Usage: copy SRC DEST");
        return 1;
    }
    snprintf(cmd, sizeof cmd, "cat '%s' > '%s'", argv[1], argv[2]);
    int rc = system(cmd);  // <proc.shell>
    return WEXITSTATUS(rc);
}
