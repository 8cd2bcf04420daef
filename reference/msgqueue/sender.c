// sender.c: a message is a type and some bytes; the size given to msgsnd is that of the bytes alone.
//
// Every text is looked at before the first one is sent, so that either all of them are sent or none.
//
// Usage: sender TEXT...
// Try:   ./creator && ./sender hello "good bye" && ./receiver 2
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/msg.h>

#include "message.h"

int main(int argc, char* argv[]) {
  if (argc < 2) {
    fprintf(stderr, "usage: %s TEXT...\n", argv[0]);
    return EXIT_FAILURE;
  }
  for (int i = 1; i < argc; i++) {
    if (strlen(argv[i]) >= TEXT_SIZE) {
      fprintf(stderr, "sender: text %d is longer than %d bytes; nothing is sent\n", i, TEXT_SIZE - 1);
      return EXIT_FAILURE;
    }
  }

  int queue = msgget(QUEUE_KEY, 0);  // without IPC_CREAT: the queue is not the sender's to create
  if (queue == -1) {
    fprintf(stderr, "sender: no queue with key %d: %s\n", QUEUE_KEY, strerror(errno));
    return EXIT_FAILURE;
  }
  for (int i = 1; i < argc; i++) {
    struct message message = {.mtype = 1};
    size_t size = strlen(argv[i]) + 1;  // with the NUL, without the type
    memcpy(message.mtext, argv[i], size);
    if (msgsnd(queue, &message, size, 0) == -1) {
      perror("sender: msgsnd");
      return EXIT_FAILURE;
    }
  }
  return EXIT_SUCCESS;
}
