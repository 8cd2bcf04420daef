// expect: pass
// Answers each piece as it comes, whole line or not: upper case needs no line. A thread waits for SIGTERM with sigwait.
#include <ctype.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static void *serve(void *arg)
{
    int *client = arg, fd = *client;
    char piece[700];
    ssize_t got;

    free(client);
    while ((got = read(fd, piece, sizeof piece)) > 0) {
        ssize_t done = 0;
        for (ssize_t i = 0; i < got; i++)
            if (islower((unsigned char)piece[i]))
                piece[i] = (char)toupper((unsigned char)piece[i]);
        while (done < got) {
            ssize_t sent = send(fd, piece + done, (size_t)(got - done), MSG_NOSIGNAL);
            if (sent < 0) {
                close(fd);
                return NULL;
            }
            done += sent;
        }
    }
    close(fd);
    return NULL;
}

static void *accept_clients(void *arg)
{
    int door = *(int *)arg;

    for (;;) {
        int *client = malloc(sizeof *client);
        pthread_t thread;
        if (client == NULL)
            continue;
        *client = accept(door, NULL, NULL);
        if (*client < 0 || pthread_create(&thread, NULL, serve, client) != 0) {
            if (*client >= 0)
                close(*client);
            free(client);
            continue;
        }
        pthread_detach(thread);
    }
    return NULL;
}

int main(int argc, char **argv)
{
    struct sockaddr_in where = {.sin_family = AF_INET};
    int door, yes = 1, number;
    pthread_t acceptor;
    sigset_t term;
    char rest;

    if (argc != 2 || sscanf(argv[1], "%d%c", &number, &rest) != 1 || number < 1 || number > 65535) {
        fprintf(stderr, "usage: server PORT (1 to 65535)\n");
        return 2;
    }
    sigemptyset(&term);
    sigaddset(&term, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &term, NULL);

    door = socket(AF_INET, SOCK_STREAM, 0);
    where.sin_port = htons((in_port_t)number);
    if (door < 0 || setsockopt(door, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) < 0 ||
        bind(door, (struct sockaddr *)&where, sizeof where) < 0 || listen(door, SOMAXCONN) < 0) {
        perror("server");
        return 1;
    }
    if (pthread_create(&acceptor, NULL, accept_clients, &door) != 0) {
        fprintf(stderr, "server: no thread\n");
        return 1;
    }
    sigwait(&term, &number);
    return 0;
}
