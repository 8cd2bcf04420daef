#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "mq.h"

static void usage(const char *name) {
  printf("Usage: %s COUNT\n", name);
  exit(64);
}

int main(int argc, char **argv) {
  if (argc != 2) usage(argv[0]);
  char *end;
  errno = 0;
  unsigned long count = strtoul(argv[1], &end, 10);
  if (errno || end == argv[1] || *end) usage(argv[0]);

  int queue = msgget(MQ_KEY, 0);
  if (queue == -1) err(EXIT_FAILURE, "queue %d", MQ_KEY);

  mq_message *message = mq_new(MQ_MAX);
  if (message == NULL) err(EXIT_FAILURE, "malloc");
  while (count-- > 0) {
    ssize_t size = msgrcv(queue, message, MQ_MAX, 1, MSG_NOERROR);
    if (size == -1) {
      warn("msgrcv");
      msgctl(queue, IPC_RMID, NULL);
      return EXIT_FAILURE;
    }
    fputs("received : ", stdout);
    fwrite(message->text, 1, size > 0 ? size - 1 : 0, stdout);
    putchar('\n');
  }
  free(message);
  if (msgctl(queue, IPC_RMID, NULL) == -1) err(EXIT_FAILURE, "msgctl");
  return EXIT_SUCCESS;
}
