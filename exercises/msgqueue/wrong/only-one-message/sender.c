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
    if (snprintf(messages[i].text, sizeof messages[i].text, "%s", argv[i + 1]) >= (int)sizeof messages[i].text) {
      fprintf(stderr, "%s: text %d does not fit\n", argv[0], i + 1);
      free(messages);
      return EXIT_FAILURE;
    }
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
