// expect: pass
// fcntl(F_DUPFD) alone. The messages are German.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void ende(const char *was)
{
    fprintf(stderr, "Fehler bei %s: %s\n", was, strerror(errno));
    exit(EXIT_FAILURE);
}

int main(int anzahl, char *werte[])
{
    int ziel;

    if (anzahl != 3) {
        fputs("Aufruf (Usage): copy QUELLE ZIEL\n", stderr);
        return EXIT_FAILURE;
    }

    ziel = open(werte[2], O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (ziel < 0)
        ende(werte[2]);

    close(STDOUT_FILENO);
    if (fcntl(ziel, F_DUPFD, STDOUT_FILENO) != STDOUT_FILENO)
        ende("fcntl");
    close(ziel);

    char *befehl[] = { "cat", werte[1], NULL };
    execvp(befehl[0], befehl);
    ende("execvp");
}
