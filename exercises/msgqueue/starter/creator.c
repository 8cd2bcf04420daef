// creator: creates the message queue with key 1234 and mode 0666 if it is not there.
#include <stdio.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/msg.h>

int main(void) {
  // Create the queue. What does msgget do if the queue is there already? And what does it return if it fails?
  fprintf(stderr, "creator: not written yet\n");
  return EXIT_FAILURE;
}
