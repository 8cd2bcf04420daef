// row 39: control groups and their release agent
// prints: SAFE
#include "attack.h"
int main(void) {
  REFUSED(open("/sys/fs/cgroup", O_RDONLY));
  REFUSED(open("/proc/self/cgroup", O_WRONLY));
  REFUSED(mkdir("/sys/fs/cgroup/x", 0755));
  return done();
}
