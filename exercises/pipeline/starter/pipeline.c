/* pipeline PATTERN: does what  ps -ef | grep PATTERN  does.

   Build it:   gcc -std=gnu17 -g -Wall -Wextra -o pipeline pipeline.c
   Try it:     ./pipeline bash; echo $?
   Check it:   ipclab check pipeline .                                                                 */
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char* argv[]) {
  /* 1. One argument is wanted. With any other number: a line that says how the program is used, an exit
        status that is not 0, and nothing is started. */
  if (argc < 1) {
    return EXIT_FAILURE;
  }

  /* 2. A pipe. Which of its two ends is read from?                                        man 2 pipe */

  /* 3. A process that becomes ps: its standard output is to lead into the pipe.
        What does it do when ps cannot be executed?                     man 2 fork, man 2 dup2, man 3 exec */

  /* 4. A process that becomes grep: its standard input is to come from the pipe. */

  /* 5. Draw the three processes and, for each, the ends of the pipe that it holds by now. When does grep
        see the end of its input? Which ends have to be closed, and where?                  man 7 pipe */

  /* 6. Wait for what was started, and return the status of grep.                       man 2 waitpid */

  fprintf(stderr, "%s: not written yet\n", argv[0]);
  return EXIT_FAILURE;
}
