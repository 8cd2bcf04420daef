/* Text that libc's functions copy and print. A pipe orders them. */
#include "race.h"

#include <string.h>

int main(int argc, char** argv) {
  (void)argv;
  int* number = share(4096);
  char* text = (char*)number;
  int ends[2];
  if (pipe(ends) == -1) return 2;
  if (fork() == 0) {
    char token;
    if (argc == 1 && read(ends[0], &token, 1) != 1) return 2;
    printf("%5d %s\n", 3, text); /* <other> */
    return 0;
  }
  strcpy(text, "a line"); /* <one> */
  if (write(ends[1], "x", 1) != 1) return 2;
  wait(NULL);
  return 0;
}
