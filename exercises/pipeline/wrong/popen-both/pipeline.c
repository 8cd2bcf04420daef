// expect: fail proc.shell
// Lets popen do the whole pipeline.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

int main(int argc, char *argv[])
{
    char cmd[4096] = "ps -ef | grep ''";
    char line[8192];

    if (argc != 2) {
        fprintf(stderr, "usage: %s PATTERN\n", argv[0]);
        return 1;
    }
    snprintf(cmd, sizeof cmd, "ps -ef | grep '%s'", argv[1]);
    FILE *f = popen(cmd, "r");  // <proc.shell>
    if (f == NULL) {
        perror("popen");
        return 1;
    }
    while (fgets(line, sizeof line, f))
        fputs(line, stdout);
    return WEXITSTATUS(pclose(f));
}
