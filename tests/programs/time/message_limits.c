/* mq_timedreceive and mq_timedsend; msgrcv, which an alarm interrupts also with SA_RESTART. */
#include "units.h"
#include <mqueue.h>
#include <sys/msg.h>
int main(int argc, char **argv)
{
    begin(argc, argv);
    struct mq_attr attributes = {.mq_maxmsg = 1, .mq_msgsize = 8};
    mqd_t queue = mq_open("/time", O_RDWR | O_CREAT, 0600, &attributes);
    char text[8];
    if (fork() == 0) {
        nap(3);
        mq_send(queue, "x", 2, 0);
        return 0;
    }
    struct timespec limit = after(CLOCK_REALTIME, 2);
    ssize_t got = mq_timedreceive(queue, text, sizeof text, NULL, &limit);
    say(got == -1 && errno == ETIMEDOUT ? "limit" : "?", got);
    limit = after(CLOCK_REALTIME, 2);
    got = mq_timedreceive(queue, text, sizeof text, NULL, &limit);
    say("received", got);
    limit = after(CLOCK_REALTIME, 2);
    say("sent", mq_timedsend(queue, "y", 2, 0, &limit));
    got = mq_timedsend(queue, "z", 2, 0, &limit);
    say(got == -1 && errno == ETIMEDOUT ? "full" : "?", got);
    mq_unlink("/time");
    wait(NULL);

    int id = msgget(IPC_PRIVATE, 0600);
    struct { long type; char text[8]; } message;
    catch_with(SIGALRM, SA_RESTART);
    alarm((unsigned)(2 * unit_ms / 1000));
    got = msgrcv(id, &message, sizeof message.text, 0, 0);
    say(got == -1 && errno == EINTR ? "interrupted" : "?", got);
    msgctl(id, IPC_RMID, NULL);
    return 0;
}
