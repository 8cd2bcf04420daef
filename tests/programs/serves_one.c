/* Listens on a port of the system's choosing and answers one client, when SIGUSR1 has told it to begin. */
#include <arpa/inet.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

static void begin(int signal) { (void)signal; }

int main(void)
{
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    signal(SIGUSR1, begin);
    pause();
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(fd, (struct sockaddr *)&here, sizeof here) == -1 || listen(fd, 1) == -1) return 1;
    return accept(fd, NULL, NULL) < 0;
}
