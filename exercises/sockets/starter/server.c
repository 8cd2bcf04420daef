/* server PORT: answers every line with the same line in upper case, for any number of clients at once.

   Build it:   gcc -std=gnu17 -g -Wall -Wextra -o server server.c -pthread
   Try it:     ./server 4000 &    and then    ./client 127.0.0.1 4000 'Hello, world'
   Check it:   ipclab check sockets .                                                                  */
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char* argv[]) {
  /* 1. One argument, a port from 1 to 65535. Anything else: a message and a status that is not 0. */
  if (argc < 1) {
    return EXIT_FAILURE;
  }

  /* 2. What is to happen on SIGTERM? Do it before the first client can come.       man 2 sigaction */

  /* 3. A socket that listens on the port. Which option lets the server be started again at once?
                                   man 2 socket, man 2 bind, man 2 listen, man 7 ip, man 7 socket */

  /* 4. Accept clients. While one of them is served, or says nothing, others come: a process for each, a
        thread for each, or one process that waits for all of them (poll, select, epoll)?
                                                                                   man 2 accept */

  /* 5. Serve a client: what it sends is a stream of bytes. A recv may give half a line, or two and a half.
        How do you see that the client has ended? What if it ends before it has read your answer?
                                                                 man 2 recv, man 2 send, man 7 tcp */

  fprintf(stderr, "%s: not written yet\n", argv[0]);
  return EXIT_FAILURE;
}
