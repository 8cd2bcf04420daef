// Uppercase server. One client works perfectly; my friend's client hangs while mine is open.
#include <ctype.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void on_sigterm(int sig) {
    (void)sig;
    _exit(0);
}

static void serve(int sock) {
    char buf[4096];
    ssize_t n;

    while ((n = recv(sock, buf, sizeof buf, 0)) > 0) {
        for (ssize_t i = 0; i < n; i++)
            buf[i] = toupper((unsigned char)buf[i]);
        ssize_t done = 0;
        while (done < n) {
            ssize_t k = send(sock, buf + done, n - done, MSG_NOSIGNAL);
            if (k == -1)
                return;
            done += k;
        }
    }
}

int main(int argc, char *argv[]) {
    if (argc != 2) {
        fprintf(stderr, "Usage: %s PORT\n", argv[0]);
        return 1;
    }
    int port = atoi(argv[1]);
    if (port < 1 || port > 65535) {
        fprintf(stderr, "%s: bad port %s\n", argv[0], argv[1]);
        return 1;
    }
    signal(SIGTERM, on_sigterm);

    int server = socket(AF_INET, SOCK_STREAM, 0);
    if (server == -1) {
        perror("socket");
        return 1;
    }
    int yes = 1;
    setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);

    struct sockaddr_in addr;
    memset(&addr, 0, sizeof addr);
    addr.sin_family = AF_INET;
    addr.sin_addr.s_addr = htonl(INADDR_ANY);
    addr.sin_port = htons(port);
    if (bind(server, (struct sockaddr *)&addr, sizeof addr) == -1) {
        perror("bind");
        return 1;
    }
    if (listen(server, 10) == -1) {
        perror("listen");
        return 1;
    }

    for (;;) {
        int client = accept(server, NULL, NULL);
        if (client == -1) {
            perror("accept");
            continue;
        }
        serve(client);
        close(client);
    }
}
