// row 40: signals to everybody
// prints: SAFE
// there: sandbox.violation
#include "attack.h"
int main(void) {
  signal(SIGTERM, SIG_IGN);
  kill(1, SIGKILL);
  kill(1, SIGSTOP);
  kill(1, SIGTERM);
  kill(-1, SIGTERM);
  kill(0, SIGTERM);
  for (int pid = 2; pid < 40000; pid++)
    if (pid != getpid()) kill(pid, SIGKILL);
  return done();
}
