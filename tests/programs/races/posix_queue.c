/* A message of a POSIX queue. */
#include "race.h"

#include <fcntl.h>
#include <mqueue.h>

int main(int argc, char** argv) {
  (void)argv;
  int* number = share(4096);
  struct mq_attr facts = {.mq_maxmsg = 1, .mq_msgsize = 1};
  mqd_t queue = mq_open("/races", O_CREAT | O_RDWR, 0600, &facts);
  if (fork() == 0) {
    if (argc == 1) {
      char got;
      mq_receive(queue, &got, 1, NULL);
    }
    printf("%d\n", *number); /* <other> */
    return 0;
  }
  *number = 7; /* <one> */
  mq_send(queue, "x", 1, 0);
  wait(NULL);
  mq_unlink("/races");
  return 0;
}
