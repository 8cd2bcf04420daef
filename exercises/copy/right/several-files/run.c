#include "copy.h"

#include <stdio.h>
#include <unistd.h>

int run_cat(const char *path) {
  char *const args[] = {"cat", (char *)path, NULL};
  execv("/usr/bin/cat", args);
  perror("/usr/bin/cat");
  return 127;
}
