#pragma once
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/msg.h>

#define MQ_KEY 1234
#define MQ_MODE 0666
#define MQ_MAX 128 /* bytes, with the NUL */

typedef struct {
  long type;
  char text[]; /* as long as it needs to be */
} mq_message;

static inline mq_message* mq_new(size_t size) {
  return malloc(sizeof(mq_message) + size);
}
