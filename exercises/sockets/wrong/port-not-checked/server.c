// expect: fail hang.deadlock
// Whatever atoi makes of the port is used: for 0 the system chooses a port, and the server waits there for ever.
#include <ctype.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

static void handler(int signum)
{
    (void)signum;
    _exit(EXIT_SUCCESS);
}

static void *thread_main(void *arg)
{
    int sock = *((int *)arg);
    char buf[512];
    ssize_t r;

    free(arg);
    while ((r = recv(sock, buf, sizeof(buf), 0)) > 0) {
        for (ssize_t i = 0; i < r; i++)
            buf[i] = (char)toupper((unsigned char)buf[i]);
        if (send(sock, buf, (size_t)r, MSG_NOSIGNAL) != r)
            break;
    }
    close(sock);
    return NULL;
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "Usage: %s PORT\n", argv[0]);
        return EXIT_FAILURE;
    }

    signal(SIGTERM, handler);
    int server = socket(AF_INET, SOCK_STREAM, 0);
    int reuse = 1;
    setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &reuse, sizeof(reuse));
    struct sockaddr_in address;
    memset(&address, 0, sizeof(address));
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_ANY);
    address.sin_port = htons((unsigned short)atoi(argv[1]));
    if (bind(server, (struct sockaddr *)&address, sizeof(address)) == -1) {
        perror("bind");
        return EXIT_FAILURE;
    }
    if (listen(server, SOMAXCONN) == -1) {
        perror("listen");
        return EXIT_FAILURE;
    }
    while (1) {
        int *sock = malloc(sizeof(int));
        *sock = accept(server, NULL, NULL);  // <hang.deadlock>
        if (*sock == -1) {
            free(sock);
            continue;
        }
        pthread_t tid;
        pthread_create(&tid, NULL, thread_main, sock);
        pthread_detach(tid);
    }
}
