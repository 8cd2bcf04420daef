// expect: fail build.error
// A misspelt variable.
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int main(int argc, char *argv[]) {
    if (argc != 3) {
        fprintf(stderr, "Usage: copy SRC DEST\n");
        return 1;
    }
    int fd = open(argv[2], O_WRONLY | O_CREAT | O_TRUNC, 0644);
    dup2(df, 1);  // <build.error>
    close(fd);
    execlp("cat", "cat", argv[1], NULL);
    return 1;
}
