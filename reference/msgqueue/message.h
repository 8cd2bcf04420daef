// What creator, sender and receiver agree on.
#ifndef MESSAGE_H
#define MESSAGE_H

enum { QUEUE_KEY = 1234, TEXT_SIZE = 128 };

struct message {
  long mtype;
  char mtext[TEXT_SIZE];  // a text with its terminating NUL
};

#endif
