/* timer_create: its signal with its value, once and periodic; what is left; one that tells nobody; deleted. */
#include "units.h"
static void tell(int signal, siginfo_t *info, void *context)
{
    (void)context;
    (void)signal;
    caught = info->si_code == SI_TIMER ? info->si_value.sival_int : -1;
}
int main(int argc, char **argv)
{
    begin(argc, argv);
    struct sigaction action = {.sa_sigaction = tell, .sa_flags = SA_SIGINFO};
    sigaction(SIGRTMIN, &action, NULL);
    timer_t first, second, silent;
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGRTMIN, .sigev_value.sival_int = 11};
    timer_create(CLOCK_MONOTONIC, &event, &first);
    event.sigev_value.sival_int = 22;
    timer_create(CLOCK_REALTIME, &event, &second);
    event.sigev_notify = SIGEV_NONE;
    timer_create(CLOCK_MONOTONIC, &event, &silent);
    struct itimerspec once = {{0, 0}, span(2)}, every = {span(3), span(1)}, left, off = {{0, 0}, {0, 0}};
    timer_settime(first, 0, &once, NULL);
    timer_settime(second, 0, &every, NULL);
    once.it_value = span(9);
    timer_settime(silent, 0, &once, NULL);
    for (int i = 0; i < 3; i++) {
        pause();
        say("timer", caught);
    }
    timer_gettime(silent, &left);
    say("left", in_units(left.it_value));
    timer_settime(second, 0, &off, &left);
    say("interval", in_units(left.it_interval));
    once.it_value = after(CLOCK_MONOTONIC, 2);
    timer_settime(first, TIMER_ABSTIME, &once, NULL);
    pause();
    say("timer", caught);
    once.it_value = span(1);
    timer_settime(first, 0, &once, NULL);
    timer_delete(first);
    nap(2);
    say("done", caught);
    return 0;
}
