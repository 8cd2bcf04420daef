/* client HOST PORT TEXT...: sends each TEXT as a line to the server and prints each answer as a line.

   Build it:   gcc -std=gnu17 -g -Wall -Wextra -o client client.c -pthread
   Try it:     ./client 127.0.0.1 4000 'Hello, world' again
   Check it:   ipclab check sockets .                                                                  */
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char* argv[]) {
  /* 1. At least three arguments; the second is a port from 1 to 65535. */
  if (argc < 1) {
    return EXIT_FAILURE;
  }

  /* 2. A connection to the server. What if nobody listens there?
                                          man 2 socket, man 2 connect, man 3 getaddrinfo */

  /* 3. For each TEXT: send it with a newline behind it, then read until the answer is complete. By what do
        you see that? What if the connection ends before?                man 2 send, man 2 recv */

  fprintf(stderr, "%s: not written yet\n", argv[0]);
  return EXIT_FAILURE;
}
