// expect: pass
// The handler writes the signal's number into a pipe; select waits for the pipe and for the second.
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/select.h>
#include <unistd.h>

static int selfpipe[2];

static void handler(int signum)
{
    int saved = errno;
    unsigned char b = (unsigned char) signum;
    if (write(selfpipe[1], &b, 1) != 1) {
        /* the pipe is full: there are enough signals to answer */
    }
    errno = saved;
}

static void die(const char *msg)
{
    perror(msg);
    exit(1);
}

int main(void)
{
    struct sigaction sa = { .sa_handler = handler, .sa_flags = SA_RESTART };

    if (pipe(selfpipe) == -1)
        die("pipe");
    if (fcntl(selfpipe[1], F_SETFL, O_NONBLOCK) == -1)
        die("fcntl");
    if (sigaction(SIGINT, &sa, NULL) == -1 || sigaction(SIGTERM, &sa, NULL) == -1 || sigaction(SIGTSTP, &sa, NULL) == -1)
        die("sigaction");
    setbuf(stdout, NULL);

    for (;;) {
        fd_set in;
        struct timeval tv = { 1, 0 };
        unsigned char sig;
        int n;

        FD_ZERO(&in);
        FD_SET(selfpipe[0], &in);
        n = select(selfpipe[0] + 1, &in, NULL, NULL, &tv);
        if (n == -1 && errno != EINTR)
            die("select");
        if (n == 0)
            printf(".\n");
        if (n == 1 && read(selfpipe[0], &sig, 1) == 1) {
            if (sig == SIGTSTP) {
                printf("Signal %d => pause\n", sig);
            } else {
                printf("Signal %d => End of the program\n", sig);
                return 0;
            }
        }
    }
}
