// creator.c: msgget with IPC_CREAT creates a queue, or finds the one that is there.
//
// Without IPC_EXCL it is no failure that the queue exists, and its messages stay. The mode is taken as it is given: a
// message queue has no umask.
//
// Usage: creator
// Try:   ./creator && ipcs -q && ipcrm -Q 1234
#include <stdio.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/msg.h>

#include "message.h"

int main(void) {
  if (msgget(QUEUE_KEY, IPC_CREAT | 0666) == -1) {
    perror("creator: msgget");
    return EXIT_FAILURE;
  }
  return EXIT_SUCCESS;
}
