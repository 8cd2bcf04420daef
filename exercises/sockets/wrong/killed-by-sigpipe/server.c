// expect: fail exit.signal
// Nothing is done about SIGPIPE: a client that leaves before its answers takes the server with it.
#include <ctype.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

void *serve_client(void *arg)
{
    int fd = *(int *)arg;
    free(arg);
    FILE *stream = fdopen(fd, "r");
    char *line = NULL;
    size_t n = 0;
    ssize_t len;

    while ((len = getline(&line, &n, stream)) > 0) {
        for (int i = 0; i < len; i++)
            line[i] = toupper((unsigned char)line[i]);
        ssize_t done = 0, k;
        while (done < len && (k = write(fd, line + done, len - done)) > 0)  // <exit.signal>
            done += k;
    }
    free(line);
    fclose(stream);
    return NULL;
}

void sigterm(int sig)
{
    (void)sig;
    _exit(0);
}

int main(int argc, char *argv[])
{
    if (argc != 2) {
        fprintf(stderr, "Usage: %s <port>\n", argv[0]);
        exit(1);
    }
    int port = atoi(argv[1]);
    if (port <= 0 || port > 65535) {
        fprintf(stderr, "Invalid port\n");
        exit(1);
    }
    signal(SIGTERM, sigterm);

    int sockfd = socket(AF_INET, SOCK_STREAM, 0);
    if (sockfd < 0) {
        perror("socket");
        exit(1);
    }
    int opt = 1;
    setsockopt(sockfd, SOL_SOCKET, SO_REUSEADDR, &opt, sizeof(opt));
    struct sockaddr_in serv_addr;
    memset(&serv_addr, 0, sizeof(serv_addr));
    serv_addr.sin_family = AF_INET;
    serv_addr.sin_addr.s_addr = INADDR_ANY;
    serv_addr.sin_port = htons(port);
    if (bind(sockfd, (struct sockaddr *)&serv_addr, sizeof(serv_addr)) < 0) {
        perror("bind");
        exit(1);
    }
    listen(sockfd, 5);

    while (1) {
        int *client = malloc(sizeof(int));
        *client = accept(sockfd, NULL, NULL);
        if (*client < 0) {
            free(client);
            continue;
        }
        pthread_t thread;
        pthread_create(&thread, NULL, serve_client, client);
        pthread_detach(thread);
    }
}
