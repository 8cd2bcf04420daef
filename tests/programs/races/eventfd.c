/* An eventfd. */
#include "race.h"

#include <stdint.h>
#include <sys/eventfd.h>

int main(int argc, char** argv) {
  (void)argv;
  int* number = share(4096);
  int event = eventfd(0, 0);
  if (fork() == 0) {
    if (argc == 1) {
      uint64_t count;
      if (read(event, &count, sizeof count) != sizeof count) return 2;
    }
    printf("%d\n", *number); /* <other> */
    return 0;
  }
  *number = 7; /* <one> */
  uint64_t one = 1;
  if (write(event, &one, sizeof one) != sizeof one) return 2;
  wait(NULL);
  return 0;
}
