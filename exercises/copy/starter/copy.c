/* copy SRC DEST: DEST becomes a copy of SRC. The copying itself is done by cat.

   Build it:   gcc -std=gnu17 -g -Wall -Wextra -o copy copy.c
   Try it:     ./copy copy.c /tmp/x && cmp copy.c /tmp/x
   Check it:   ipclab check copy .                                                                     */
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char* argv[]) {
  /* 1. Two arguments are wanted, SRC and DEST. With any other number: a line that says how the program is
        used, and an exit status that is not 0. */
  if (argc < 1) {
    return EXIT_FAILURE;
  }

  /* 2. Open DEST for writing. Think of all three cases: it is not there, it is there and longer than SRC,
        it cannot be opened. Which mode does a new file get?                              man 2 open */

  /* 3. From here on descriptor 1 is to lead to DEST. Which descriptors are open afterwards, and which of
        them should cat find?                                                  man 2 dup2, man 2 close */

  /* 4. Execute cat with SRC as its argument. When does the line after that get executed?
                                                                                        man 3 exec */

  fprintf(stderr, "%s: not written yet\n", argv[0]);
  return EXIT_FAILURE;
}
