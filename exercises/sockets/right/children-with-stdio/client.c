#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <signal.h>
#include <unistd.h>
#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/wait.h>
/* a child sends, the parent takes the answers */
int main(int argc, char *argv[])
{
    struct sockaddr_in a;
    struct hostent *h;
    int s, i, port; char junk;
    if (argc < 4 || sscanf(argv[2], "%d%c", &port, &junk) != 1 || port < 1 || port > 65535) { fprintf(stderr, "usage: client HOST PORT TEXT...\n"); exit(1); }
    if (!(h = gethostbyname(argv[1]))) { herror(argv[1]); exit(1); }
    memset(&a, 0, sizeof a);
    a.sin_family = AF_INET; a.sin_port = htons(port); memcpy(&a.sin_addr, h->h_addr_list[0], 4);
    if ((s = socket(AF_INET, SOCK_STREAM, 0)) == -1 || connect(s, (struct sockaddr *)&a, sizeof a) == -1) { perror("connect"); exit(1); }
    pid_t p = fork();
    if (p == -1) { perror("fork"); exit(1); }
    if (p == 0) {
        FILE *f = fdopen(s, "w");
        signal(SIGPIPE, SIG_IGN);
        for (i = 3; i < argc; i++) if (fputs(argv[i], f) < 0 || putc('\n', f) == EOF) _exit(1);
        _exit(fflush(f) ? 1 : 0);
    }
    for (i = 3; i < argc; ) {
        char c;
        ssize_t n = read(s, &c, 1);
        if (n != 1) { fprintf(stderr, "client: connection lost\n"); kill(p, SIGKILL); wait(NULL); fflush(stdout); _exit(1); }
        putchar(c);
        if (c == '\n') i++;
    }
    wait(NULL);
    return 0;
}
