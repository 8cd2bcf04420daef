// prodcons COUNT: a producer passes 0 to COUNT-1 to a consumer through a buffer of five ints in shared memory.
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define PLACES 5

// What both processes share.
struct shared {
  int buffer[PLACES];
};

int main(int argc, char* argv[]) {
  if (argc != 2) {
    fprintf(stderr, "usage: %s COUNT\n", argv[0]);
    return EXIT_FAILURE;
  }
  // 1. Is argv[1] a number from 0 to 1000000? How can you tell "0" from "abc"?
  // 2. Make the shared memory, and what the processes wait on.
  // 3. fork. Which process is the producer, which the consumer?
  // 4. What does the producer wait for before it puts a number in? What the consumer, before it takes one out?
  // 5. Who is the last to use the shared objects, and removes them? What if a call has failed before?
  fprintf(stderr, "prodcons: not written yet\n");
  return EXIT_FAILURE;
}
