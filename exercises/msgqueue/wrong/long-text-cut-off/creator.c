#include <stdio.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/msg.h>

const key_t queue_key = 1234;

int main(void) {
  int queue = msgget(queue_key, 0);
  if (queue == -1) {
    // not there yet
    queue = msgget(queue_key, IPC_CREAT | 0666);
  }
  if (queue == -1) {
    perror("creator");
    return EXIT_FAILURE;
  }
}
