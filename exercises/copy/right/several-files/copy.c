// expect: pass
// Three source files and a header.
#include "copy.h"

#include <stdio.h>

int main(int argc, char *argv[]) {
  if (argc != 3) {
    fprintf(stderr, "usage: %s SRC DEST\n", argv[0]);
    return 1;
  }
  if (redirect_stdout(argv[2]) != 0) {
    return 1;
  }
  return run_cat(argv[1]);
}
