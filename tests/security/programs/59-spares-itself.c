// row 59: wants somebody else to be killed when memory runs out
// needs: memory group
// finds: limit.memory
#include "attack.h"
int main(void) {
  int fd = open("/proc/self/oom_score_adj", O_WRONLY);
  write(fd, "-1000", 5);
  for (int i = 0; i < 12; i++)
    if (fork() == 0) {
      write(open("/proc/self/oom_score_adj", O_WRONLY), "0", 1);
      volatile char *p = malloc(40 << 20);
      for (long i = 0; p && i < 40 << 20; i += 4096) p[i] = 1;
      for (;;) pause();
    }
  while (wait(NULL) > 0);
  return 0;
}
