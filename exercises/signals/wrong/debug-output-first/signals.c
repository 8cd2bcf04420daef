// expect: fail output.mismatch
// Still prints its process id for trying kill by hand.
#include <stdio.h>
#include <stdlib.h>
#include <signal.h>
#include <unistd.h>

void handle_sigtstp(int sig) { printf("Signal %d => pause\n", sig); fflush(stdout); }
void handle_end(int sig) { printf("Signal %d => End of the program\n", sig); fflush(stdout); exit(0); }

int main(void) {
    printf("my pid is %d\n", getpid());
    fflush(stdout);

    signal(SIGTSTP, handle_sigtstp);
    signal(SIGINT, handle_end);
    signal(SIGTERM, handle_end);

    while (1) {
        printf(".\n");
        fflush(stdout);
        sleep(1);
    }
    return 0;
}
