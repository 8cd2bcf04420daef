// expect: pass signal.unsafe-handler
// The way most lecture notes show it: signal(), the message printed in the handler, exit() from there.
#include <stdio.h>
#include <stdlib.h>
#include <signal.h>
#include <unistd.h>

void pause_handler(int sig){
    printf("Signal %d => pause\n", sig);
    fflush(stdout);
}

void end_handler(int sig){
    printf("Signal %d => End of the program\n", sig);
    exit(0);
}

int main(){
    signal(SIGTSTP, pause_handler);
    signal(SIGINT, end_handler);
    signal(SIGTERM, end_handler);

    while(1){
        printf(".\n");
        sleep(1);
    }
    return 0;
}
