// expect: fail output.mismatch
// Receives a single message, whatever COUNT says.
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/uio.h>
#include <unistd.h>

const key_t queue_key = 1234;

struct text_message {
  long type;
  char text[128];
};

static int queue = -1;

static void remove_queue(void) { msgctl(queue, IPC_RMID, NULL); }

static int print(const char *text) {
  char head[] = "received : ";
  struct iovec parts[3] = {
      {head, strlen(head)},
      {(char *)text, strlen(text)},
      {"\n", 1},
  };
  return writev(STDOUT_FILENO, parts, 3) == -1;
}

int main(int argc, char *argv[]) {
  char *end = NULL;
  long count = argc == 2 ? strtol(argv[1], &end, 10) : LONG_MIN;
  if (end == NULL || *end != 0 || end == argv[1] || count < 0) {
    fprintf(stderr, "%s: COUNT is missing or no number\nusage: %s COUNT\n", argv[0], argv[0]);
    return EXIT_FAILURE;
  }

  queue = msgget(queue_key, 0);
  if (queue == -1) {
    perror("receiver");
    return EXIT_FAILURE;
  }
  atexit(remove_queue);

  if (count > 0) {
    struct text_message message;
    memset(&message, 0, sizeof message);
    if (msgrcv(queue, &message, sizeof message.text, -1, 0) == -1) {
      perror("receiver");
      return EXIT_FAILURE;
    }
    if (print(message.text)) return EXIT_FAILURE;
  }
  return EXIT_SUCCESS;
}
