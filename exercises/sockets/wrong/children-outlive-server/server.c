// expect: fail proc.orphan,stream.partial-write,race.schedule-dependent
// On SIGTERM the server ends, but the children that serve connected clients go on.
#include <ctype.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static void on_child(int s) {
    (void)s;
    while (waitpid(-1, NULL, WNOHANG) > 0);
}

static void on_term(int s) {
    (void)s;
    _exit(0);
}

int main(int argc, char *argv[]) {
    if (argc != 2) {
        fprintf(stderr, "Usage: %s PORT\n", argv[0]);
        return 1;
    }
    int port = atoi(argv[1]);
    if (port < 1 || port > 65535) {
        fprintf(stderr, "%s: port out of range\n", argv[0]);
        return 1;
    }

    int sfd = socket(AF_INET, SOCK_STREAM, 0);
    int enable = 1;
    setsockopt(sfd, SOL_SOCKET, SO_REUSEADDR, &enable, sizeof enable);
    struct sockaddr_in addr = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = INADDR_ANY};
    if (bind(sfd, (struct sockaddr *)&addr, sizeof addr) == -1) {
        perror("bind");
        return 1;
    }
    listen(sfd, 8);

    struct sigaction sa = {.sa_handler = on_child, .sa_flags = SA_RESTART};
    sigaction(SIGCHLD, &sa, NULL);
    signal(SIGTERM, on_term);
    signal(SIGPIPE, SIG_IGN);

    while (1) {
        int cfd = accept(sfd, NULL, NULL);
        if (cfd == -1) continue;
        if (fork() == 0) {  // <proc.orphan>
            char buf[4096];
            ssize_t n;
            signal(SIGTERM, SIG_DFL);
            close(sfd);
            while ((n = read(cfd, buf, sizeof buf)) > 0) {
                for (ssize_t i = 0; i < n; i++) buf[i] = toupper((unsigned char)buf[i]);
                if (write(cfd, buf, n) != n) break;
            }
            _exit(0);
        }
        close(cfd);
    }
}
