// expect: fail output.mismatch
// Sets the mode with fchmod "to be safe" and so overrules the user's umask.
#include <stdio.h>
#include <stdlib.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

int main(int argc, char *argv[])
{
    if (argc != 3) {
        fprintf(stderr, "Usage: copy SRC DEST\n");
        exit(1);
    }

    int dest = open(argv[2], O_CREAT | O_TRUNC | O_WRONLY, S_IRUSR | S_IWUSR);  // <output.mismatch>
    if (dest == -1) {
        perror("open dest");
        exit(1);
    }
    fchmod(dest, 0644);   // rw-r--r--

    dup2(dest, 1);
    close(dest);
    execlp("cat", "cat", argv[1], NULL);
    perror("cat");
    exit(1);
}
