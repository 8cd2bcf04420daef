// expect: fail stream.partial-read,output.mismatch
// Takes each recv for one line: it cuts off the newline, if any, and puts one behind the answer.
#include <ctype.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define BUFSIZE 70000

static void cleanup(int sig)
{
    signal(SIGTERM, SIG_IGN);
    kill(0, sig);
    while (wait(NULL) > 0)
        ;
    _exit(0);
}

static void talk(int sock)
{
    static char msg[BUFSIZE];
    ssize_t len;

    while ((len = recv(sock, msg, BUFSIZE - 2, 0)) > 0) {  // <stream.partial-read>
        msg[len] = '\0';
        msg[strcspn(msg, "\n")] = '\0';
        for (char *p = msg; *p; p++)
            *p = toupper((unsigned char)*p);
        strcat(msg, "\n");
        if (send(sock, msg, strlen(msg), 0) == -1)
            break;
    }
    close(sock);
}

int main(int argc, char *argv[])
{
    if (argc != 2) {
        fprintf(stderr, "usage: %s port\n", argv[0]);
        return 1;
    }
    int port = atoi(argv[1]);
    if (port < 1 || port > 65535) {
        fprintf(stderr, "%s: invalid port\n", argv[1]);
        return 1;
    }
    int s = socket(AF_INET, SOCK_STREAM, 0), on = 1;
    setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    struct sockaddr_in sa = {.sin_family = AF_INET, .sin_port = htons(port)};
    if (bind(s, (struct sockaddr *)&sa, sizeof sa) == -1 || listen(s, 10) == -1) {
        perror("server");
        return 1;
    }
    signal(SIGPIPE, SIG_IGN);
    signal(SIGCHLD, SIG_IGN);
    signal(SIGTERM, cleanup);
    while (1) {
        int c = accept(s, NULL, NULL);
        if (c == -1)
            continue;
        pid_t pid = fork();
        if (pid == 0) {
            signal(SIGTERM, SIG_DFL);
            close(s);
            talk(c);
            exit(0);
        }
        close(c);
    }
}
