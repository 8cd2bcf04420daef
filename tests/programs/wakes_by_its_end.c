// Children that hold a semaphore (SEM_UNDO) when they exit or are killed, by turns; the parent waits for it each time.
#include <signal.h>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ROUNDS = 60 };

int main(void) {
  int semaphore = semget(IPC_PRIVATE, 1, 0600);
  for (int round = 0; round < ROUNDS; ++round) {
    struct sembuf take = {0, -1, SEM_UNDO};
    int held[2];
    char byte;
    if (pipe(held) == -1 || semctl(semaphore, 0, SETVAL, 1) == -1) return 1;
    pid_t child = fork();
    if (child == 0) {
      semop(semaphore, &take, 1);
      write(held[1], "", 1);
      if (round % 2 == 0) pause();
      _exit(0);
    }
    read(held[0], &byte, 1);
    if (round % 2 == 0) kill(child, SIGKILL);
    take.sem_flg = 0;
    semop(semaphore, &take, 1);
    waitpid(child, NULL, 0);
    close(held[0]);
    close(held[1]);
  }
  return semctl(semaphore, 0, IPC_RMID);
}
