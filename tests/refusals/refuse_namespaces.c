/* refuse_namespaces COMMAND [ARG...]: executes COMMAND as in a container with Docker's default profile: no namespaces, no
 * mounts, no other process's descriptors, and, for root, only the capabilities that Docker leaves. */
#include <errno.h>
#include <linux/audit.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define REFUSED(error) BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (error))

static const int refused[] = {
    SYS_unshare, SYS_setns, SYS_mount, SYS_umount2, SYS_pivot_root, SYS_mount_setattr, SYS_move_mount, SYS_open_tree,
    SYS_fsopen, SYS_fsmount, SYS_fsconfig, SYS_pidfd_getfd, SYS_kcmp, SYS_process_vm_readv, SYS_process_vm_writev, SYS_bpf, SYS_perf_event_open, SYS_quotactl,
    SYS_keyctl, SYS_add_key, SYS_request_key, SYS_userfaultfd, SYS_io_uring_setup,
};

/* What "docker run" leaves to root. */
static const int kept[] = {
    CAP_CHOWN, CAP_DAC_OVERRIDE, CAP_FSETID, CAP_FOWNER, CAP_MKNOD, CAP_NET_RAW, CAP_SETGID, CAP_SETUID, CAP_SETFCAP,
    CAP_SETPCAP, CAP_NET_BIND_SERVICE, CAP_SYS_CHROOT, CAP_KILL, CAP_AUDIT_WRITE,
};

static void die(const char *what) {
  perror(what);
  exit(126);
}

static void drop_capabilities(void) {
  unsigned long long mask = 0;
  for (size_t i = 0; i < COUNT(kept); i++) mask |= 1ULL << kept[i];
  for (int capability = 0; capability <= 63; capability++) {
    if ((mask >> capability & 1) == 0 && prctl(PR_CAPBSET_DROP, capability) == -1 && errno != EINVAL) die("capabilities");
  }
  struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct data[2] = {{0}};
  for (int half = 0; half < 2; half++) {
    data[half].effective = data[half].permitted = (unsigned)(mask >> (32 * half));
  }
  if (syscall(SYS_capset, &header, data) == -1) die("capset");
}

int main(int argc, char **argv) {
  if (argc < 2) return 2;
  struct sock_filter rules[128];
  size_t n = 0;
#define ADD(...) (rules[n++] = (struct sock_filter)__VA_ARGS__)
  ADD(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)));
  for (size_t i = 0; i < COUNT(refused); i++) {
    ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, refused[i], 0, 1));
    ADD(REFUSED(EPERM));
  }
  /* Its flags are in memory, where a filter can't look. */
  ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone3, 0, 1));
  ADD(REFUSED(ENOSYS));
  ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone, 0, 4));
  ADD(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[0])));
  ADD(BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID |
                                                CLONE_NEWNET | CLONE_NEWCGROUP, 0, 1));
  ADD(REFUSED(EPERM));
  ADD(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
  /* Only the personality that it has, and asking for it. */
  ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_personality, 0, 4));
  ADD(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[0])));
  ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 2, 0));
  ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0xffffffff, 1, 0));
  ADD(REFUSED(EPERM));
  ADD(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
  const struct sock_fprog program = {(unsigned short)n, rules};
  if (geteuid() == 0) {
    /* As in a container: a filter without no_new_privs, while this is still allowed. */
    if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == -1) die("seccomp");
    drop_capabilities();
  } else {
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1) die("no_new_privs");
    if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == -1) die("seccomp");
  }
  execvp(argv[1], argv + 1);
  die(argv[1]);
}
