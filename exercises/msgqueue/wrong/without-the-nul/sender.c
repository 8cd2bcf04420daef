// expect: fail output.mismatch
// Sends the characters of the text without its terminating NUL.
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mq.h"

static void send_text(int queue, const char *text) {
  size_t size = strlen(text);
  mq_message *message = mq_new(size);
  if (message == NULL) err(EXIT_FAILURE, "malloc");
  message->type = 1;
  memcpy(message->text, text, size);
  if (msgsnd(queue, message, size, 0) == -1) err(EXIT_FAILURE, "msgsnd");
  free(message);
}

int main(int argc, char **argv) {
  if (argc == 1) {
    printf("Usage: %s TEXT...\n", argv[0]);
    return 64;
  }
  for (char **text = argv + 1; *text != NULL; text++)
    if (strlen(*text) >= MQ_MAX) errx(EXIT_FAILURE, "text is longer than %d bytes", MQ_MAX - 1);

  int queue = msgget(MQ_KEY, 0);
  if (queue == -1) err(EXIT_FAILURE, "queue %d", MQ_KEY);
  for (char **text = argv + 1; *text != NULL; text++) send_text(queue, *text);
  return EXIT_SUCCESS;
}
