// row 27: every queue, semaphore and POSIX queue that there is
// finds: ipc.leak.msgqueue
// prints: SAFE
// not there: IPC objects of the machine can be used up
#include "attack.h"
#include <mqueue.h>
#include <sys/msg.h>
#include <sys/sem.h>
int main(void) {
  int n = 0;
  while (n < 2000 && msgget(IPC_PRIVATE, 0600) != -1) n++;
  for (int i = 0; i < 500 && semget(IPC_PRIVATE, 10, 0600) != -1; i++);
  struct mq_attr small = {.mq_maxmsg = 10, .mq_msgsize = 8192};
  char name[32];
  int queues = 0;
  do snprintf(name, sizeof name, "/q%d", queues++);
  while (queues < 300 && mq_open(name, O_CREAT | O_RDWR, 0600, &small) != (mqd_t)-1);
  MUST(queues < 300);
  return done();
}
