/* A server that thinks before it answers, a client with a limit. */
#include "units.h"
#include <arpa/inet.h>
#include <sys/socket.h>
int main(int argc, char **argv)
{
    begin(argc, argv);
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 5)) return 1;
    getsockname(listener, (struct sockaddr *)&address, &size);
    char line[64];
    if (fork() == 0) {
        int client = accept(listener, NULL, NULL);
        for (ssize_t got; (got = read(client, line, sizeof line)) > 0;) {
            nap(3);
            if (write(client, line, (size_t)got) != got) return 1;
        }
        return 0;
    }
    int server = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(server, (struct sockaddr *)&address, sizeof address)) return 1;
    struct timeval limit = span_us(2);
    setsockopt(server, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    for (int i = 0; i < 2; i++) {
        if (write(server, "hello", 5) != 5) return 1;
        ssize_t got = read(server, line, sizeof line);
        say(got == -1 && errno == EAGAIN ? "limit" : "answer", got);
        got = read(server, line, sizeof line);
        say("answer", got);
    }
    shutdown(server, SHUT_WR);
    say("end", (long)read(server, line, sizeof line));
    wait(NULL);
    return 0;
}
