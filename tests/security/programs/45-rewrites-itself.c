// row 45: rewrites its own program
// prints: SAFE
#include "attack.h"
int main(int argc, char **argv) {
  (void)argc;
  REFUSED(open("/proc/self/exe", O_WRONLY));
  REFUSED(open("/lab/attack", O_WRONLY));
  REFUSED(unlink("/lab/attack"));
  REFUSED(rename("/lab/attack", "/lab/other"));
  REFUSED(chmod("/lab/attack", 0777));
  REFUSED(symlink("/work/x", "/lab/x"));
  REFUSED(open("/fixtures/x", O_CREAT | O_WRONLY, 0600));
  MUST(argv[0] != NULL);
  return done();
}
