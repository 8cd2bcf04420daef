// row 57: puts a filter or a handler for calls before the sandbox's own
// finds: sandbox.violation
// prints: SAFE
#include "attack.h"
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
int main(void) {
  struct sock_filter allow = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
  struct sock_fprog program = {1, &allow};
  REFUSED(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program));
  REFUSED(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &program));
  REFUSED(prctl(59, 1, 0, 0, 0));
  return done();
}
