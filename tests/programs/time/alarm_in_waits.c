/* Which waits an alarm's handler ends although it has SA_RESTART: a lock and wait() go on, a suspended process does not. */
#include "units.h"
#include <sys/file.h>
int main(int argc, char **argv)
{
    begin(argc, argv);
    int file = open("lock", O_RDWR | O_CREAT, 0600);
    catch_with(SIGALRM, SA_RESTART);
    pid_t child = fork();
    if (child == 0) {
        int own = open("lock", O_RDWR);
        flock(own, LOCK_EX);
        nap(4);
        return 7;
    }
    nap(1);
    alarm((unsigned)(unit_ms / 1000));
    int got = flock(file, LOCK_EX);
    say("locked", got);
    say("caught", caught);
    if (fork() == 0) {
        nap(2);
        return 8;
    }
    alarm((unsigned)(unit_ms / 1000));
    int status = 0;
    while (wait(&status) > 0) say("ended", WEXITSTATUS(status));
    say("caught", caught);
    catch_with(SIGALRM, 0);
    struct flock lock = {.l_type = F_WRLCK};
    if (fork() == 0) {
        fcntl(file, F_SETLK, &lock);
        nap(3);
        return 9;
    }
    nap(0.5);
    alarm((unsigned)(unit_ms / 1000));
    got = fcntl(file, F_SETLKW, &lock);
    say(got == -1 && errno == EINTR ? "interrupted" : "?", caught);
    wait(NULL);
    unlink("lock");
    return 0;
}
