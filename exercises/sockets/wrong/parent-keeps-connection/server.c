// expect: fail hang.deadlock,stream.partial-write
// The parent does not close its copy of the connection after fork: no client ever sees the connection end.
#include <ctype.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

static void sigterm(int sig)
{
    signal(SIGTERM, SIG_IGN);
    kill(0, sig);
    while (wait(NULL) > 0)
        ;
    _exit(0);
}

static void sigchld(int sig)
{
    (void)sig;
    while (waitpid(-1, NULL, WNOHANG) > 0)
        ;
}

int main(int argc, char *argv[])
{
    struct sigaction sa = { .sa_handler = sigchld, .sa_flags = SA_RESTART };
    struct sockaddr_in adr = { .sin_family = AF_INET };
    int lst, cnx, opt = 1;

    if (argc != 2) {
        fprintf(stderr, "Usage: %s port\n", argv[0]);
        return 1;
    }
    int port = atoi(argv[1]);
    if (port < 1 || port > 65535) {
        fprintf(stderr, "%s: bad port\n", argv[0]);
        return 1;
    }
    adr.sin_port = htons(port);

    lst = socket(AF_INET, SOCK_STREAM, 0);
    setsockopt(lst, SOL_SOCKET, SO_REUSEADDR, &opt, sizeof opt);
    if (bind(lst, (struct sockaddr *)&adr, sizeof adr) == -1) {
        perror("bind");
        return 1;
    }
    if (listen(lst, 5) == -1) {
        perror("listen");
        return 1;
    }
    sigaction(SIGCHLD, &sa, NULL);
    signal(SIGTERM, sigterm);
    signal(SIGPIPE, SIG_IGN);

    while ((cnx = accept(lst, NULL, NULL)) != -1) {  // <hang.deadlock>
        pid_t pid = fork();
        if (pid == -1) {
            perror("fork");
            continue;
        }
        if (pid == 0) {
            char tab[1500];
            ssize_t lus;
            signal(SIGTERM, SIG_DFL);
            close(lst);
            while ((lus = read(cnx, tab, sizeof tab)) > 0) {
                for (ssize_t i = 0; i < lus; i++)
                    tab[i] = toupper((unsigned char)tab[i]);
                if (write(cnx, tab, lus) != lus)
                    break;
            }
            close(cnx);
            _exit(0);
        }
    }
    perror("accept");
    return 1;
}
