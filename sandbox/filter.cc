#include "sandbox/filter.h"

#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
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

/// A filter in the making: everything is allowed but what rules say. For one call, a rule without conditions swallows
/// all others, so the conditions of rules with different actions must exclude each other.
class Builder {
 public:
  Builder() : context_(seccomp_init(SCMP_ACT_ALLOW), seccomp_release) {
    if (!context_) fail(ENOMEM, "filter: seccomp_init");
    // int 0x80 and x32 number their calls differently: nothing below would mean what it says.
    set(SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
    set(SCMP_FLTATR_API_TSKIP, 0);
    set(SCMP_FLTATR_CTL_OPTIMIZE, 2);  // a binary search over the numbers
  }

  /// A rule for the call of that name where all of `conditions` hold. Passed over where this architecture has no such
  /// call.
  void add(std::uint32_t action, std::string_view call, const std::vector<scmp_arg_cmp>& conditions = {}) {
    const int number = seccomp_syscall_resolve_name(std::string(call).c_str());
    if (number < 0) return;
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

  std::unique_ptr<void, void (*)(scmp_filter_ctx)> context_;
};

/// The bits of `mask` in an argument are `value`.
scmp_arg_cmp bits(unsigned argument, std::uint64_t mask, std::uint64_t value) {
  return {argument, SCMP_CMP_MASKED_EQ, mask, value};
}

void refuse(Builder* filter, std::uint32_t action) {
  for (const std::string_view call : refused_calls()) filter->add(action, call);
  for (const std::uint64_t flag : kRefusedCloneFlags) filter->add(action, "clone", {bits(0, flag, flag)});
  // The cage's init has the same user: its limits could be lowered until it dies.
  filter->add(action, "prlimit64", {{0, SCMP_CMP_NE, 0, 0}});
}

void observe(Builder* filter, std::uint32_t action, std::string_view call) {
  if (call == "mmap") {
    filter->add(action, call, {bits(3, MAP_SHARED, MAP_SHARED)});  // MAP_SHARED_VALIDATE has this bit, too
    filter->add(action, call, {{1, SCMP_CMP_GE, kLongMapping, 0}});
  } else if (call == "ioctl") {
    for (const std::uint64_t request : {FIOCLEX, FIONCLEX}) filter->add(action, call, {bits(1, kInt, request)});
  } else if (call == "clone") {
    std::uint64_t refused = 0;
    for (const std::uint64_t flag : kRefusedCloneFlags) refused |= flag;
    filter->add(action, call, {bits(0, refused, 0)});
  } else {
    filter->add(action, call);
  }
}

/// Traced where it is not about processor time or another option than a limit of time.
void observe_asking(Builder* filter, std::uint32_t action, std::string_view call) {
  if (call == "clock_gettime") {
    for (std::uint64_t clock = CLOCK_REALTIME; clock <= CLOCK_TAI; ++clock) {
      if (clock == CLOCK_PROCESS_CPUTIME_ID || clock == CLOCK_THREAD_CPUTIME_ID) continue;
      filter->add(action, call, {bits(0, kInt, clock)});
    }
  } else if (call == "getitimer") {
    filter->add(action, call, {bits(0, kInt, ITIMER_REAL)});
  } else if (call == "getsockopt") {
    constexpr std::uint64_t kNewReceive = 66, kNewSend = 67;
    for (const std::uint64_t option : {std::uint64_t{SO_RCVTIMEO}, std::uint64_t{SO_SNDTIMEO}, kNewReceive, kNewSend})
      filter->add(action, call, {bits(1, kInt, SOL_SOCKET), bits(2, kInt, option)});
  } else {
    filter->add(action, call);
  }
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

std::string tracing_filter(bool virtual_time) {
  Builder filter;
  refuse(&filter, SCMP_ACT_TRACE(kRefused));
  for (const CallInfo& call : traced_calls()) observe(&filter, SCMP_ACT_TRACE(kObserved), call.name);
  if (virtual_time) {
    for (const std::string_view call : asking_calls()) observe_asking(&filter, SCMP_ACT_TRACE(kAsked), call);
  }
  return filter.exported();
}

std::string untraced_filter() {
  Builder filter;
  refuse(&filter, SCMP_ACT_ERRNO(EPERM));
  // Its flags are in memory, where a filter can't see them; libc falls back on clone.
  filter.add(SCMP_ACT_ERRNO(ENOSYS), "clone3");
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
