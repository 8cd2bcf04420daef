// row 35: namespaces and mounts of its own
// finds: sandbox.violation
// prints: SAFE
#include "attack.h"
#include <linux/sched.h>
#include <sched.h>
#include <sys/mount.h>
int main(void) {
  struct clone_args args = {.flags = CLONE_NEWUSER, .exit_signal = SIGCHLD};
  REFUSED(unshare(CLONE_NEWUSER));
  REFUSED(unshare(CLONE_NEWNS));
  REFUSED(setns(0, 0));
  REFUSED(mount("/", "/work", NULL, MS_BIND, NULL));
  REFUSED(mount(NULL, "/usr", NULL, MS_REMOUNT | MS_BIND, NULL));
  REFUSED(umount2("/proc", MNT_DETACH));
  REFUSED(syscall(SYS_open_tree, -100, "/", 1));
  REFUSED(syscall(SYS_fsopen, "tmpfs", 0));
  REFUSED(syscall(SYS_mount_setattr, -100, "/usr", 0, NULL, 0));
  REFUSED(chroot("/work"));
  REFUSED(syscall(SYS_clone3, &args, sizeof args));
  REFUSED(syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0));
  REFUSED(syscall(SYS_clone, CLONE_UNTRACED | SIGCHLD, 0, 0, 0, 0));
  return done();
}
