// receiver.c: msgrcv waits until a message is there; the last user of a queue removes it.
//
// A queue outlives its programs. Therefore it is removed on every way out once it has been found, also when receiving
// or printing fails.
//
// Usage: receiver COUNT
// Try:   ./creator && ./sender hello && ./receiver 1 && ipcs -q
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/msg.h>

#include "message.h"

// True if `text` is a number from 0 on, and nothing else; then it is in *number.
static int parse_count(const char* text, long* number) {
  char* end;
  errno = 0;
  *number = strtol(text, &end, 10);
  return errno == 0 && end != text && *end == '\0' && *number >= 0;
}

// Prints `count` messages. True if all went well.
static int print_messages(int queue, long count) {
  for (long i = 0; i < count; i++) {
    struct message message;
    ssize_t size = msgrcv(queue, &message, sizeof message.mtext, 1, 0);
    if (size == -1) {
      perror("receiver: msgrcv");
      return 0;
    }
    // The message is another program's: don't rely on its NUL.
    if (printf("received : %.*s\n", (int)size, message.mtext) < 0 || fflush(stdout) == EOF) {
      perror("receiver: standard output");
      return 0;
    }
  }
  return 1;
}

int main(int argc, char* argv[]) {
  long count;
  if (argc != 2 || !parse_count(argv[1], &count)) {
    fprintf(stderr, "usage: %s COUNT\n", argv[0]);
    return EXIT_FAILURE;
  }

  int queue = msgget(QUEUE_KEY, 0);
  if (queue == -1) {
    fprintf(stderr, "receiver: no queue with key %d: %s\n", QUEUE_KEY, strerror(errno));
    return EXIT_FAILURE;
  }
  int printed = print_messages(queue, count);
  if (msgctl(queue, IPC_RMID, NULL) == -1) {
    perror("receiver: msgctl");
    return EXIT_FAILURE;
  }
  return printed ? EXIT_SUCCESS : EXIT_FAILURE;
}
