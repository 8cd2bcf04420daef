/* A thread that is not the first executes another program, while a third one sleeps. Both programs say their process id. */
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void *sleeps(void *unused)
{
    pause();
    return unused;
}

static void *executes(void *self)
{
    execl(self, "after", (char *)NULL);
    perror("execl");
    return NULL;
}

int main(int argc, char **argv)
{
    (void)argc;
    printf("%d\n", (int)getpid());
    fflush(stdout);
    if (strcmp(argv[0], "after") == 0) return 0;
    pthread_t sleeper, executer;
    pthread_create(&sleeper, NULL, sleeps, NULL);
    pthread_create(&executer, NULL, executes, "/lab/executes_from_a_thread");
    pthread_join(executer, NULL);
    return 1;
}
