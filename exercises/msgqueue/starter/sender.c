// sender TEXT...: sends each TEXT as one message of type 1 to the queue with key 1234.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/msg.h>

struct message {
  long mtype;
  char mtext[128];
};

int main(int argc, char* argv[]) {
  if (argc < 2) {
    fprintf(stderr, "usage: %s TEXT...\n", argv[0]);
    return EXIT_FAILURE;
  }
  // 1. Is one of the texts too long? Then nothing is sent.
  // 2. Find the queue. It is not the sender's to create.
  // 3. Send the texts, in order.
  fprintf(stderr, "sender: not written yet\n");
  return EXIT_FAILURE;
}
