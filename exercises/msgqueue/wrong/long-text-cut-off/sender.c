// expect: fail exit.status,output.mismatch
// Sends the first 127 bytes of a text that is too long, and all is well.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/msg.h>

const key_t queue_key = 1234;

struct text_message {
  long type;
  char text[128];
};

int main(int argc, char *argv[]) {
  const int count = argc - 1;
  if (count < 1) {
    fprintf(stderr, "%s: no text\nusage: %s TEXT...\n", argv[0], argv[0]);
    return EXIT_FAILURE;
  }

  // All messages are made first: if one can't be made, none is sent.
  struct text_message *messages = calloc(count, sizeof *messages);
  if (!messages) {
    perror("calloc");
    return EXIT_FAILURE;
  }
  for (int i = 0; i < count; i++) {
    messages[i].type = 1;
    strncpy(messages[i].text, argv[i + 1], sizeof messages[i].text - 1);
  }

  int queue = msgget(queue_key, 0);
  int result = queue == -1 ? -1 : 0;
  for (int i = 0; i < count && result == 0; i++) {
    result = msgsnd(queue, &messages[i], strlen(messages[i].text) + 1, 0);
  }
  if (result == -1) perror("sender");
  free(messages);
  return result == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
