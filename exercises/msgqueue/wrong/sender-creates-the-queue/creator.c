#include <err.h>
#include <stdlib.h>

#include "mq.h"

int main(void) {
  if (msgget(MQ_KEY, MQ_MODE | IPC_CREAT) < 0) err(EXIT_FAILURE, "cannot create queue %d", MQ_KEY);
  return EXIT_SUCCESS;
}
