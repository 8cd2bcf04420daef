// row 37: calls that reach into the kernel or into other processes
// finds: sandbox.violation
// prints: SAFE
#include "attack.h"
#include <sys/ptrace.h>
#include <sys/uio.h>
int main(void) {
  char block[8192] = {0};
  struct iovec here = {block, 8}, there = {block, 8};
  REFUSED(syscall(SYS_io_uring_setup, 1, block));
  REFUSED(syscall(SYS_bpf, 0, block, 64));
  REFUSED(syscall(SYS_userfaultfd, 0));
  REFUSED(syscall(SYS_perf_event_open, block, 0, -1, -1, 0));
  REFUSED(syscall(SYS_keyctl, 0, -3, 0, 0, 0));
  REFUSED(syscall(SYS_add_key, "user", "x", "y", 1, -3));
  REFUSED(syscall(SYS_init_module, block, 8, ""));
  REFUSED(syscall(SYS_finit_module, 0, "", 0));
  REFUSED(syscall(SYS_kexec_load, 0, 0, 0, 0));
  REFUSED(ptrace(PTRACE_TRACEME, 0, 0, 0));
  REFUSED(ptrace(PTRACE_SEIZE, 1, 0, 0));
  REFUSED(process_vm_readv(1, &here, 1, &there, 1, 0));
  REFUSED(process_vm_writev(1, &here, 1, &there, 1, 0));
  REFUSED(syscall(SYS_pidfd_getfd, 0, 0, 0));
  REFUSED(syscall(SYS_open_by_handle_at, 0, block, 0));
  REFUSED(syscall(SYS_fanotify_init, 0, 0));
  REFUSED(syscall(SYS_modify_ldt, 0, block, 16));
  REFUSED(syscall(SYS_personality, 0x40000));
  return done();
}
