#include "sandbox/filter.h"

#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <span>
#include <stdexcept>
#include <string_view>
#include <vector>

#include "sandbox/check.h"
#include "sandbox/fd.h"
#include "sandbox/vocabulary.h"

namespace ipclab::sandbox {
namespace {

constexpr std::uint64_t kLongMapping = 4 << 20;  ///< shorter private mappings are malloc's and the loader's daily work
constexpr std::uint64_t kInt = 0xffffffff;  ///< the kernel looks at the lower half of an int argument only: so do we

/// What clone may not be asked for: namespaces, and a child that the tracer would not see.
constexpr std::uint64_t kRefusedCloneFlags[] = {CLONE_UNTRACED, CLONE_NEWNS,   CLONE_NEWCGROUP, CLONE_NEWUTS,
                                                CLONE_NEWIPC,   CLONE_NEWUSER, CLONE_NEWPID,    CLONE_NEWNET};

/// What programs ask of terminals, pipes and sockets (asm-generic/ioctls.h, linux/sockios.h).
constexpr std::uint64_t kAllowedRequests[] = {
    TCGETS,      TCSETS,   TCSETSW,  TCSETSF,    TCGETA,     TCSETA,    TCSETAW,   TCSETAF,   TCSBRK,
    TCSBRKP,     TCXONC,   TCFLSH,   TIOCEXCL,   TIOCNXCL,   TIOCSCTTY, TIOCNOTTY, TIOCGPGRP, TIOCSPGRP,
    TIOCGSID,    TIOCOUTQ, FIONREAD, TIOCGWINSZ, TIOCSWINSZ, FIONBIO,   FIOASYNC,  TIOCGPTN,  TIOCSPTLCK,
    TIOCGPTPEER, TIOCGETD, TIOCMGET, TIOCPKT,    TIOCGPTLCK, TIOCGEXCL, FIOQSIZE,
};
/// TFD_IOC_SET_TICKS of <linux/timerfd.h>: a program makes it for the tracer (remote_call.h).
constexpr std::uint64_t kSetTicks = _IOW('T', 0, std::uint64_t);
constexpr std::uint64_t kSocketRequests = 0x8900, kAllOfAKind = 0xffffff00;

/// They put words into a terminal's input, or take over its output.
constexpr std::uint64_t kRefusedRequests[] = {TIOCSTI, TIOCLINUX, TIOCCONS, TIOCSETD};

constexpr std::uint64_t kFamilies[] = {AF_UNIX, AF_INET, AF_INET6};
constexpr std::uint64_t kLocalFamily[] = {AF_UNIX};

std::span<const std::uint64_t> families(Reach reach) {
  if (reach == Reach::Machine) return kLocalFamily;
  return kFamilies;
}

/// Calls on another process's place in the schedule: the process is the first argument.
constexpr std::string_view kScheduling[] = {"sched_setaffinity", "sched_setattr", "sched_setparam",
                                            "sched_setscheduler"};
constexpr std::string_view kSignalling[] = {
    "kill", "tkill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo", "pidfd_send_signal"};

constexpr std::uint32_t kDefault = SCMP_ACT_ERRNO(ENOSYS);

/// A filter in the making: a call fails with ENOSYS but for what rules say. For one call, a rule without conditions
/// swallows all others, so the conditions of rules with different actions must exclude each other.
class Builder {
 public:
  /// `other_calls`: what happens to calls that no rule names; `other_architectures`: to those whose numbers mean
  /// something else.
  explicit Builder(Architecture machine, std::uint32_t other_calls = kDefault,
                   std::uint32_t other_architectures = SCMP_ACT_KILL_PROCESS)
      : other_calls_(other_calls), context_(seccomp_init(other_calls), seccomp_release) {
    if (!context_) fail(ENOMEM, "filter: seccomp_init");
    if (machine != kThisMachine) {
      const std::uint32_t token = machine == Architecture::AArch64 ? SCMP_ARCH_AARCH64 : SCMP_ARCH_X86_64;
      int rc = seccomp_arch_add(context_.get(), token);
      if (rc == 0) rc = seccomp_arch_remove(context_.get(), SCMP_ARCH_NATIVE);
      if (rc < 0) fail(-rc, "filter: choosing the architecture");
    }
    // int 0x80 and x32 number their calls differently: nothing below would mean what it says.
    set(SCMP_FLTATR_ACT_BADARCH, other_architectures);
    set(SCMP_FLTATR_API_TSKIP, 0);
    set(SCMP_FLTATR_CTL_OPTIMIZE, 2);  // a binary search over the numbers
  }

  /// A rule for the call of that name where all of `conditions` hold. Passed over where the architecture has no such
  /// call.
  void add(std::uint32_t action, std::string_view call, const std::vector<scmp_arg_cmp>& conditions = {}) {
    const int number = seccomp_syscall_resolve_name(std::string(call).c_str());
    if (number == __NR_SCMP_ERROR || action == other_calls_) return;  // libseccomp takes no rule that says the default
    const auto count = static_cast<unsigned>(conditions.size());
    const int rc = seccomp_rule_add_array(context_.get(), action, number, count, conditions.data());
    if (rc < 0) fail(-rc, "filter: a rule for " + std::string(call));
  }

  /// The program as the kernel takes it.
  std::string exported() const {
    const Fd memory(check(memfd_create("filter", MFD_CLOEXEC), "memfd_create"));
    const int rc = seccomp_export_bpf(context_.get(), memory.get());
    if (rc < 0) fail(-rc, "filter: exporting it");
    struct stat facts {};
    check(fstat(memory.get(), &facts), "fstat");
    std::string program(static_cast<std::size_t>(facts.st_size), '\0');
    if (pread(memory.get(), program.data(), program.size(), 0) != facts.st_size) fail("filter: reading it");
    return program;
  }

 private:
  void set(scmp_filter_attr attribute, std::uint32_t value) {
    const int rc = seccomp_attr_set(context_.get(), attribute, value);
    if (rc < 0) fail(-rc, "filter: seccomp_attr_set");
  }

  std::uint32_t other_calls_;
  std::unique_ptr<void, void (*)(scmp_filter_ctx)> context_;
};

/// The bits of `mask` in an argument are `value`.
scmp_arg_cmp bits(unsigned argument, std::uint64_t mask, std::uint64_t value) {
  return {argument, SCMP_CMP_MASKED_EQ, mask, value};
}

std::uint64_t all_of(std::span<const std::uint64_t> flags) {
  std::uint64_t all = 0;
  for (const std::uint64_t flag : flags) all |= flag;
  return all;
}

bool contains(std::span<const std::string_view> names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_traced(std::string_view name) {
  const auto calls = traced_calls();
  return std::any_of(calls.begin(), calls.end(), [&](const CallInfo& call) { return call.name == name; });
}

/// For calls whose first argument is a protocol family: every other one. All 64 bits count, since rules can't say "none
/// of these" of a part; a compiler clears the upper half of an int that it passes.
void refuse_families(Builder* filter, std::string_view call, Reach reach) {
  const std::uint32_t action = SCMP_ACT_ERRNO(EAFNOSUPPORT);
  const auto allowed = families(reach);
  const std::uint64_t last = *std::max_element(allowed.begin(), allowed.end());
  filter->add(action, call, {{0, SCMP_CMP_GT, last, 0}});
  for (std::uint64_t family = 0; family < last; ++family) {
    const bool known = std::find(allowed.begin(), allowed.end(), family) != allowed.end();
    if (!known) filter->add(action, call, {{0, SCMP_CMP_EQ, family, 0}});
  }
}

void refuse_unseen_children(Builder* filter, std::uint32_t action) {
  for (const std::uint64_t flag : kRefusedCloneFlags) filter->add(action, "clone", {bits(0, flag, flag)});
}

void refuse(Builder* filter, std::uint32_t action, const std::vector<std::string>& but) {
  for (const std::string_view call : refused_calls()) {
    const bool excepted = contains(allowable_calls(), call) && std::find(but.begin(), but.end(), call) != but.end();
    if (!excepted) filter->add(action, call);
  }
  refuse_unseen_children(filter, action);
  for (const std::uint64_t request : kRefusedRequests) filter->add(action, "ioctl", {bits(1, kInt, request)});
  // The cage's init has the same user: its limits could be lowered until it dies.
  filter->add(action, "prlimit64", {{0, SCMP_CMP_NE, 0, 0}});
}

/// Traced calls where they are seen (`action`: of the tracer, or to let them pass).
void observe(Builder* filter, std::uint32_t action, std::string_view call, Reach reach = Reach::Nothing) {
  if (call == "mmap") {
    filter->add(action, call, {bits(3, MAP_SHARED, MAP_SHARED)});  // MAP_SHARED_VALIDATE has this bit, too
    filter->add(action, call, {{1, SCMP_CMP_GE, kLongMapping, 0}});
  } else if (call == "ioctl") {
    for (const std::uint64_t request : {FIOCLEX, FIONCLEX}) filter->add(action, call, {bits(1, kInt, request)});
  } else if (call == "clone") {
    filter->add(action, call, {bits(0, all_of(kRefusedCloneFlags), 0)});
  } else if (call == "socket" || call == "socketpair") {
    for (const std::uint64_t family : families(reach)) filter->add(action, call, {{0, SCMP_CMP_EQ, family, 0}});
  } else {
    filter->add(action, call);
  }
}

/// One's own place in the schedule, not another process's.
void allow_own_priority(Builder* filter) {
  for (const std::string_view call : kScheduling) {
    filter->add(SCMP_ACT_ALLOW, call, {{0, SCMP_CMP_EQ, 0, 0}});
    filter->add(SCMP_ACT_ERRNO(EPERM), call, {{0, SCMP_CMP_NE, 0, 0}});
  }
  filter->add(SCMP_ACT_ALLOW, "setpriority", {{0, SCMP_CMP_EQ, PRIO_PROCESS, 0}, {1, SCMP_CMP_EQ, 0, 0}});
  filter->add(SCMP_ACT_ERRNO(EPERM), "setpriority", {{0, SCMP_CMP_NE, PRIO_PROCESS, 0}});
  filter->add(SCMP_ACT_ERRNO(EPERM), "setpriority", {{0, SCMP_CMP_EQ, PRIO_PROCESS, 0}, {1, SCMP_CMP_NE, 0, 0}});
}

/// What passes unseen. `also`: beside what every program may do; `answered`: but these, which the tracer answers.
void allow(Builder* filter, const std::vector<std::string>& also, Reach reach,
           std::span<const std::string_view> answered = {}) {
  for (const std::string_view call : allowed_calls()) {
    const bool of_others = reach != Reach::Nothing && (contains(kScheduling, call) || call == "setpriority");
    if (!is_traced(call) && !contains(answered, call) && !of_others) filter->add(SCMP_ACT_ALLOW, call);
  }
  if (reach != Reach::Nothing) allow_own_priority(filter);
  for (const std::string& call : also) {
    if (contains(allowable_calls(), call)) filter->add(SCMP_ACT_ALLOW, call);
  }
  for (const std::string_view call : calls_without_effect()) filter->add(SCMP_ACT_ERRNO(0), call);
  filter->add(SCMP_ACT_ALLOW, "mmap", {bits(3, MAP_SHARED, 0), {1, SCMP_CMP_LT, kLongMapping, 0}});
  for (const std::uint64_t request : kAllowedRequests) filter->add(SCMP_ACT_ALLOW, "ioctl", {bits(1, kInt, request)});
  filter->add(SCMP_ACT_ALLOW, "ioctl", {bits(1, kAllOfAKind & kInt, kSocketRequests)});
  filter->add(SCMP_ACT_ALLOW, "ioctl", {bits(1, kInt, kSetTicks)});
  filter->add(SCMP_ACT_ALLOW, "prlimit64", {{0, SCMP_CMP_EQ, 0, 0}});
}

/// The 32 bits at `offset` of what a filter looks at.
std::uint32_t load(const seccomp_data& data, std::uint32_t offset) {
  std::uint32_t word = 0;
  if (offset > sizeof data - sizeof word) throw std::invalid_argument("filter: it reads beyond its data");
  std::memcpy(&word, reinterpret_cast<const char*>(&data) + offset, sizeof word);
  return word;
}

bool condition(const sock_filter& jump, std::uint32_t value) {
  switch (jump.code) {
    case BPF_JMP | BPF_JEQ | BPF_K:
      return value == jump.k;
    case BPF_JMP | BPF_JGT | BPF_K:
      return value > jump.k;
    case BPF_JMP | BPF_JGE | BPF_K:
      return value >= jump.k;
    case BPF_JMP | BPF_JSET | BPF_K:
      return (value & jump.k) != 0;
    default:
      throw std::invalid_argument("filter: an instruction that libseccomp does not make");
  }
}

}  // namespace

std::string tracing_filter(const std::vector<std::string>& also_allowed, bool virtual_time, Architecture machine,
                           Reach reach) {
  Builder filter(machine);
  refuse(&filter, SCMP_ACT_TRACE(kRefused), also_allowed);
  for (const CallInfo& call : traced_calls()) observe(&filter, SCMP_ACT_TRACE(kObserved), call.name, reach);
  for (const char* call : {"socket", "socketpair"}) refuse_families(&filter, call, reach);
  const auto answered = virtual_time ? asking_calls() : std::span<const std::string_view>();
  for (const std::string_view call : answered) filter.add(SCMP_ACT_TRACE(kAsked), call);
  allow(&filter, also_allowed, reach, answered);
  return filter.exported();
}

std::string open_filter() {
  Builder filter(kThisMachine, SCMP_ACT_ALLOW, SCMP_ACT_ALLOW);
  refuse_unseen_children(&filter, SCMP_ACT_TRACE(kRefused));
  for (const CallInfo& call : traced_calls()) observe(&filter, SCMP_ACT_TRACE(kObserved), call.name);
  return filter.exported();
}

std::string untraced_filter(Architecture machine, Reach reach) {
  Builder filter(machine);
  refuse(&filter, SCMP_ACT_ERRNO(EPERM), {});
  // Their flags are in memory, where a filter can't see them; libc falls back on clone. And nobody to talk to.
  for (const CallInfo& call : traced_calls()) {
    if (call.name == "clone3") {
      filter.add(SCMP_ACT_ERRNO(ENOSYS), call.name);
    } else if (call.name == "socket" || call.name == "socketpair") {
      filter.add(SCMP_ACT_ERRNO(EAFNOSUPPORT), call.name);
    } else if (reach != Reach::Nothing && contains(kSignalling, call.name)) {
      filter.add(SCMP_ACT_ERRNO(EPERM), call.name);
    } else {
      observe(&filter, SCMP_ACT_ALLOW, call.name);
    }
  }
  allow(&filter, {}, reach);
  return filter.exported();
}

std::uint32_t evaluate(const std::string& filter, std::uint32_t arch, std::uint32_t number,
                       const std::uint64_t (&args)[6]) {
  seccomp_data data{};
  data.nr = static_cast<int>(number);
  data.arch = arch;
  std::copy(std::begin(args), std::end(args), data.args);

  std::uint32_t value = 0;
  for (std::size_t at = 0; at < filter.size() / sizeof(sock_filter); ++at) {
    sock_filter instruction;
    std::memcpy(&instruction, filter.data() + at * sizeof instruction, sizeof instruction);
    switch (instruction.code) {
      case BPF_LD | BPF_W | BPF_ABS:
        value = load(data, instruction.k);
        break;
      case BPF_ALU | BPF_AND | BPF_K:
        value &= instruction.k;
        break;
      case BPF_JMP | BPF_JA:
        at += instruction.k;
        break;
      case BPF_RET | BPF_K:
        return instruction.k;
      default:
        at += condition(instruction, value) ? instruction.jt : instruction.jf;
    }
  }
  throw std::invalid_argument("filter: it ends without a verdict");
}

}  // namespace ipclab::sandbox
