/* A message of a System V queue. */
#include "race.h"

#include <sys/ipc.h>
#include <sys/msg.h>

struct message {
  long type;
  char text[1];
};

int main(int argc, char** argv) {
  (void)argv;
  int* number = share(4096);
  int queue = msgget(IPC_PRIVATE, 0600);
  if (fork() == 0) {
    if (argc == 1) {
      struct message got;
      msgrcv(queue, &got, sizeof got.text, 0, 0);
    }
    printf("%d\n", *number); /* <other> */
    return 0;
  }
  *number = 7; /* <one> */
  struct message token = {1, "x"};
  msgsnd(queue, &token, sizeof token.text, 0);
  wait(NULL);
  msgctl(queue, IPC_RMID, NULL);
  return 0;
}
