// row 33: /proc of others, /proc/sys, /sys
// prints: SAFE
#include "attack.h"
int main(void) {
  char target[100];
  const char *of_init[] = {"exe", "root", "cwd", "fd/0", "fd/3", "ns/user"};
  for (int i = 0; i < 6; i++) {
    char path[64];
    snprintf(path, sizeof path, "/proc/1/%s", of_init[i]);
    REFUSED(readlink(path, target, sizeof target));
  }
  REFUSED(open("/proc/1/mem", O_RDWR));
  REFUSED(open("/proc/1/maps", O_RDONLY) == -1 ? -1 : (errno = 0, read(open("/proc/1/maps", O_RDONLY), target, 1)) > 0 ? 0 : -1);
  REFUSED(open("/proc/sys/kernel/core_pattern", O_WRONLY));
  REFUSED(open("/proc/sys/user/max_user_namespaces", O_WRONLY));
  REFUSED(open("/proc/sysrq-trigger", O_WRONLY));
  REFUSED(open("/sys/kernel", O_RDONLY));
  REFUSED(kill(2147483, 0));
  return done();
}
