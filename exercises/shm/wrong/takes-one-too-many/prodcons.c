// expect: fail hang.deadlock
// The consumer counts to COUNT with <=: it waits for a number more than are produced.
#include <stdio.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/wait.h>
#include <unistd.h>

#define SLOTS 5
#define ITEM_READY 1L
#define SLOT_FREE 2L

struct token { long type; char nothing[1]; };

static int queue;

static _Noreturn void
fatal(const char *where)
{
  perror(where);
  if (queue >= 0)
    msgctl(queue, IPC_RMID, 0);
  exit(1);
}

static void
give(long type)
{
  struct token t = { type, { 0 } };
  if (msgsnd(queue, &t, 0, 0) == -1)
    fatal("msgsnd");
}

static void
take(long type)
{
  struct token t;
  if (msgrcv(queue, &t, 0, type, 0) == -1) // <hang.deadlock>
    fatal("msgrcv");
}

int
main(int argc, char **argv)
{
  volatile int *slot;
  int i, n;
  char *p;

  if (argc != 2)
    goto usage;
  n = (int)strtoul(argv[1], &p, 10);
  if (*argv[1] == 0 || *p != 0 || strtoul(argv[1], &p, 10) > 1000000UL)
    goto usage;

  slot = mmap(0, SLOTS * sizeof *slot, PROT_READ|PROT_WRITE, MAP_SHARED|MAP_ANONYMOUS, -1, 0);
  if (slot == MAP_FAILED)
    { perror("mmap"); return 1; }
  queue = msgget(IPC_PRIVATE, 0600);
  if (queue == -1)
    fatal("msgget");
  for (i = 0; i < SLOTS; i++)
    give(SLOT_FREE);

  switch (fork())
    {
    case -1:
      fatal("fork");
    case 0:
      for (i = 0; i < n; i++)
        {
          take(SLOT_FREE);
          slot[i % SLOTS] = i;
          give(ITEM_READY);
        }
      _exit(0);
    }

  for (i = 0; i <= n; i++)
    {
      take(ITEM_READY);
      printf(i ? " %d" : "%d", slot[i % SLOTS]);
      give(SLOT_FREE);
    }
  puts("");
  wait(NULL);
  if (msgctl(queue, IPC_RMID, 0) == -1)
    { perror("msgctl"); return 1; }
  return 0;

usage:
  fprintf(stderr, "Usage: prodcons COUNT\n");
  return 1;
}
