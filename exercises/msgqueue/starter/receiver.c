// receiver COUNT: receives COUNT messages from the queue with key 1234, prints each, and then removes the queue.
#include <stdio.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/msg.h>

struct message {
  long mtype;
  char mtext[128];
};

int main(int argc, char* argv[]) {
  if (argc != 2) {
    fprintf(stderr, "usage: %s COUNT\n", argv[0]);
    return EXIT_FAILURE;
  }
  // 1. Is argv[1] a number? How can you tell "0" from "abc"?
  // 2. Find the queue. It is not the receiver's to create.
  // 3. Receive and print the messages.
  // 4. Remove the queue. What if something fails before you get here?
  fprintf(stderr, "receiver: not written yet\n");
  return EXIT_FAILURE;
}
