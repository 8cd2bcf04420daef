/* What a stop and a continuation do to waits with limits: poll goes on, epoll_wait and semop fail. */
#define _GNU_SOURCE
#include "units.h"
#include <sys/epoll.h>
int main(int argc, char **argv)
{
    begin(argc, argv);
    for (int way = 0; way < 2; way++) {
        pid_t child = fork();
        if (child == 0) {
            struct epoll_event event;
            int got = way == 0 ? poll(NULL, 0, span_ms(4)) : epoll_wait(epoll_create1(0), &event, 1, span_ms(4));
            say(got == -1 && errno == EINTR ? "interrupted" : "limit", way);
            return 0;
        }
        nap(1);
        kill(child, SIGSTOP);
        nap(1);
        kill(child, SIGCONT);
        wait(NULL);
        say("ended", way);
    }
    return 0;
}
