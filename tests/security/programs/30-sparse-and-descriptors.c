// row 30: a huge sparse file, all descriptors, a core
// finds: exit.signal
// prints: SAFE
#include "attack.h"
int main(void) {
  signal(SIGXFSZ, SIG_IGN);
  int fd = open("big", O_CREAT | O_RDWR, 0600);
  REFUSED(ftruncate(fd, 1L << 40));
  unlink("big");
  int n = 0;
  while (open("/dev/null", O_RDONLY) != -1) n++;
  MUST(n < 1024 && errno == EMFILE);
  for (int i = 3; i < 1024; i++) close(i);
  if (fork() == 0) abort();
  wait(NULL);
  MUST(access("core", F_OK) == -1);
  return done();
}
