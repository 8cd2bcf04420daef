// What the attacks share. Each says SAFE when all that it tried was refused, or says what was not.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

static int broken;
/* The attempt must fail. */
#define REFUSED(attempt)                                                   \
  do {                                                                     \
    if ((long)(attempt) != -1) broken++, printf("BROKEN: %s\n", #attempt); \
  } while (0)
#define MUST(fact)                                            \
  do {                                                        \
    if (!(fact)) broken++, printf("BROKEN: not %s\n", #fact); \
  } while (0)
static int done(void) {
  if (!broken) printf("SAFE\n");
  fflush(stdout);
  return 0;
}
