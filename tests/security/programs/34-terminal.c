// row 34: types for the grader at its terminal
// finds: sandbox.violation
// prints: SAFE
#include "attack.h"
int main(void) {
  char c = 'x';
  REFUSED(ioctl(0, TIOCSTI, &c));
  REFUSED(syscall(SYS_ioctl, 0, 0xffffffff00000000UL | TIOCSTI, &c));
  REFUSED(ioctl(0, TIOCLINUX, &c));
  REFUSED(open("/dev/tty", O_RDWR));
  return done();
}
