#include "sandbox/decoder.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <linux/sched.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/msg.h>
#include <sys/select.h>
#include <sys/sem.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>

#include <algorithm>
#include <cstring>

namespace ipclab::sandbox {
namespace {

constexpr std::size_t kMostItems = 64;       // of any list that a program passes
constexpr std::size_t kMostArguments = 256;  // of an argv

/// struct sigaction as the kernel has it (man 2 rt_sigaction), which is not libc's.
struct KernelSigaction {
  std::uint64_t handler, flags;
#if defined(__x86_64__)
  std::uint64_t restorer;
#endif
  std::uint64_t mask;
};

class Decoder {
 public:
  Decoder(const CallSite& site, const Memory& memory, const ProcessOfPid& process_of)
      : site_(site), memory_(memory), process_of_(process_of) {}

  std::vector<Field> entry() {
    for (std::size_t i = 0; i < site_.call->params.size(); ++i) at_entry(site_.call->params[i], i);
    if (!site_.call->constant.field.empty()) add(site_.call->constant.field, site_.call->constant.value);
    derive();
    return std::move(fields_);
  }

  std::vector<Field> exit(std::int64_t result) {
    result_ = result;
    for (std::size_t i = 0; i < site_.call->params.size(); ++i) at_exit(site_.call->params[i], i);
    if (site_.call->name == "wait4" && result > 0) add("process", process_of_(result));
    return std::move(fields_);
  }

 private:
  std::uint64_t raw(std::size_t i) const { return i < site_.args.size() ? site_.args[i] : 0; }
  std::int64_t as_int(std::size_t i) const { return static_cast<std::int32_t>(raw(i)); }
  void add(std::string_view name, FieldValue value) { fields_.push_back({std::string(name), std::move(value)}); }

  static std::vector<std::int64_t> signals_of(std::uint64_t mask) {
    std::vector<std::int64_t> signals;
    for (int bit = 0; bit < 64; ++bit) {
      if ((mask >> bit & 1) != 0) signals.push_back(bit + 1);
    }
    return signals;
  }

  void at_entry(const Param& param, std::size_t i) {
    switch (param.kind) {
      case Arg::Int:
        return add(param.field, as_int(i));
      case Arg::Long:
        return add(param.field, static_cast<std::int64_t>(raw(i)));
      case Arg::Path:
        return add(param.field, memory_.string(raw(i)));
      case Arg::InBytes:
        return add(param.field, memory_.bytes(raw(i), std::min<std::size_t>(raw(i + 1), kSampleBytes)));
      case Arg::InIov:
      case Arg::OutIov:
        return buffers(param, raw(i), raw(i + 1), param.kind == Arg::InIov);
      case Arg::InMessage:
      case Arg::OutMessage:
        return message(param, raw(i), param.kind == Arg::InMessage);
      case Arg::InMessages:
      case Arg::OutMessages:
        return message(param, raw(i), param.kind == Arg::InMessages);
      case Arg::InAddress:
        return address(memory_.bytes(raw(i), std::min<std::size_t>(raw(i + 1), sizeof(sockaddr_un))));
      case Arg::PollFds:
        return poll_fds(i, false);
      case Arg::FdSet:
        return fd_set_of(param, i);
      case Arg::Milliseconds:
        return add(param.field, as_int(i) < 0 ? std::int64_t{-1} : as_int(i) * 1000);
      case Arg::Timespec:
        return add(param.field, microseconds<timespec>(raw(i)));
      case Arg::Timeval:
        return add(param.field, microseconds<timeval>(raw(i)));
      case Arg::SysvIn:
        return sysv_message(i, raw(i + 1));
      case Arg::SemOps:
        return semaphore_operations(i);
      case Arg::IntervalVal:
        return interval<itimerval>(raw(i));
      case Arg::IntervalSpec:
        return interval<itimerspec>(raw(i));
      case Arg::SigSet:
        return signal_set(param, i);
      case Arg::SigAction:
        return signal_action(i);
      case Arg::Argv:
        return arguments(param, i);
      case Arg::OpenHow:
        return open_how_of(i);
      case Arg::CloneFlags:
        return clone_flags(raw(i));
      case Arg::Clone3:
        return clone_flags(memory_.object<std::uint64_t>(raw(i)).value_or(0));
      case Arg::Pid:
        return pid_of(i);
      case Arg::IntPointer:
        return add(param.field, memory_.object<std::int32_t>(raw(i)).value_or(0));
      case Arg::EpollEvent:
        return add("events", static_cast<std::int64_t>(memory_.object<std::uint32_t>(raw(i)).value_or(0)));
      case Arg::SemctlArg:
        return semctl_argument(i);
      case Arg::FcntlArg:
        return fcntl_argument(i);
      case Arg::Skip:
      case Arg::OutBytes:
      case Arg::FdPair:
      case Arg::OutAddress:
      case Arg::SysvOut:
      case Arg::OutStatus:
      case Arg::OutWaitInfo:
        return;
    }
  }

  void at_exit(const Param& param, std::size_t i) {
    const std::size_t size = std::min<std::size_t>(static_cast<std::size_t>(result_), kSampleBytes);
    switch (param.kind) {
      case Arg::OutBytes:
        return add(param.field, memory_.bytes(raw(i), size));
      case Arg::OutIov:
        return add(param.field, gather(raw(i), raw(i + 1), size));
      case Arg::OutMessage:
        return received(param, raw(i), size);
      case Arg::OutMessages:
        // The first message of the array; its length follows its header (struct mmsghdr).
        if (result_ > 0) {
          const auto length = memory_.object<std::uint32_t>(raw(i) + sizeof(msghdr)).value_or(0);
          add("bytes", static_cast<std::int64_t>(length));
          received(param, raw(i), std::min<std::size_t>(length, kSampleBytes));
        }
        return;
      case Arg::InMessages:
        if (result_ > 0) {
          add("bytes", static_cast<std::int64_t>(memory_.object<std::uint32_t>(raw(i) + sizeof(msghdr)).value_or(0)));
        }
        return;
      case Arg::FdPair:
        if (const auto pair = memory_.object<std::array<std::int32_t, 2>>(raw(i))) {
          add(param.field, std::vector<std::int64_t>{(*pair)[0], (*pair)[1]});
        }
        return;
      case Arg::OutAddress:
        if (raw(i) != 0) address(memory_.bytes(raw(i), sizeof(sockaddr_in)));
        return;
      case Arg::PollFds:
        return poll_fds(i, true);
      case Arg::SysvOut:
        if (raw(i) != 0) sysv_message(i, static_cast<std::size_t>(result_));
        return;
      case Arg::OutStatus:
        if (raw(i) != 0) add(param.field, memory_.object<std::int32_t>(raw(i)).value_or(0));
        return;
      case Arg::OutWaitInfo:
        return wait_info(raw(i));
      default:
        return;
    }
  }

  void wait_info(std::uint64_t at) {
    // With WNOWAIT the child stays; with WNOHANG and no child there is no pid.
    const auto info = memory_.object<siginfo_t>(at);
    if (at == 0 || !info || info->si_pid == 0 || (raw(3) & WNOWAIT) != 0) return;
    add("process", process_of_(info->si_pid));
    add("status", static_cast<std::int64_t>(info->si_code == CLD_EXITED ? info->si_status << 8 : info->si_status));
  }

  /// Fields that follow from others.
  void derive() {
    const std::string_view name = site_.call->canonical;
    if (name == "msgget" || name == "shmget" || name == "semget") add("mode", number("flags") & 0777);
    if (name == "nanosleep") {
      // clock_nanosleep's TIMER_ABSTIME is bit 0.
      if (site_.call->name == "nanosleep") add("absolute", 0);
    }
    if (name == "fork" && find("thread") == nullptr) clone_flags(number("vfork") != 0 ? CLONE_VFORK | CLONE_VM : 0);
  }

  const Field* find(std::string_view name) const {
    const auto at = std::find_if(fields_.begin(), fields_.end(), [&](const Field& f) { return f.name == name; });
    return at == fields_.end() ? nullptr : &*at;
  }
  std::int64_t number(std::string_view name) const {
    const Field* field = find(name);
    const auto* value = field == nullptr ? nullptr : std::get_if<std::int64_t>(&field->value);
    return value == nullptr ? 0 : *value;
  }

  std::string gather(std::uint64_t iov_at, std::uint64_t count, std::size_t limit) const {
    std::string data;
    for (const iovec& part : memory_.array<iovec>(iov_at, std::min<std::size_t>(count, kMostItems))) {
      if (data.size() >= limit) break;
      data +=
          memory_.bytes(reinterpret_cast<std::uint64_t>(part.iov_base), std::min(part.iov_len, limit - data.size()));
    }
    return data;
  }

  void buffers(const Param& param, std::uint64_t iov_at, std::uint64_t count, bool in) {
    std::uint64_t total = 0;
    for (const iovec& part : memory_.array<iovec>(iov_at, std::min<std::size_t>(count, 1024))) total += part.iov_len;
    add("count", static_cast<std::int64_t>(total));
    if (in) add(param.field, gather(iov_at, count, std::min<std::size_t>(total, kSampleBytes)));
  }

  void message(const Param& param, std::uint64_t at, bool in) {
    const auto header = memory_.object<msghdr>(at);
    if (!header) return;
    buffers(param, reinterpret_cast<std::uint64_t>(header->msg_iov), header->msg_iovlen, in);
    if (in) passed_descriptors(*header);
  }

  void received(const Param& param, std::uint64_t at, std::size_t size) {
    const auto header = memory_.object<msghdr>(at);
    if (!header) return;
    add(param.field, gather(reinterpret_cast<std::uint64_t>(header->msg_iov), header->msg_iovlen, size));
    passed_descriptors(*header);
  }

  /// SCM_RIGHTS (man 7 unix).
  void passed_descriptors(const msghdr& header) {
    std::string control = memory_.bytes(reinterpret_cast<std::uint64_t>(header.msg_control),
                                        std::min<std::size_t>(header.msg_controllen, 4096));
    std::vector<std::int64_t> fds;
    std::size_t at = 0;
    while (at + sizeof(cmsghdr) <= control.size()) {
      cmsghdr part;
      std::memcpy(&part, control.data() + at, sizeof part);
      if (part.cmsg_len < CMSG_LEN(0) || part.cmsg_len > control.size() - at) break;
      if (part.cmsg_level == SOL_SOCKET && part.cmsg_type == SCM_RIGHTS) {
        for (std::size_t k = CMSG_LEN(0); k + sizeof(int) <= part.cmsg_len; k += sizeof(int)) {
          int fd = -1;
          std::memcpy(&fd, control.data() + at + k, sizeof fd);
          fds.push_back(fd);
        }
      }
      at += CMSG_ALIGN(part.cmsg_len);
    }
    if (!fds.empty()) add("fds", std::move(fds));
  }

  void address(const std::string& bytes) {
    sa_family_t family = AF_UNSPEC;
    if (bytes.size() < sizeof family) return;
    std::memcpy(&family, bytes.data(), sizeof family);
    add("family", static_cast<std::int64_t>(family));
    if (family == AF_INET && bytes.size() >= sizeof(sockaddr_in)) {
      sockaddr_in in;
      std::memcpy(&in, bytes.data(), sizeof in);
      char text[INET_ADDRSTRLEN] = "";
      inet_ntop(AF_INET, &in.sin_addr, text, sizeof text);
      add("port", static_cast<std::int64_t>(ntohs(in.sin_port)));
      add("address", std::string(text));
    } else if (family == AF_INET6 && bytes.size() >= sizeof(sockaddr_in6)) {
      sockaddr_in6 in;
      std::memcpy(&in, bytes.data(), sizeof in);
      char text[INET6_ADDRSTRLEN] = "";
      inet_ntop(AF_INET6, &in.sin6_addr, text, sizeof text);
      add("port", static_cast<std::int64_t>(ntohs(in.sin6_port)));
      add("address", std::string(text));
    } else if (family == AF_UNIX) {
      std::string path = bytes.substr(offsetof(sockaddr_un, sun_path));
      const bool abstract = !path.empty() && path[0] == '\0';
      if (!abstract) path.resize(std::min(path.size(), path.find('\0')));
      add("path", std::move(path));
    }
  }

  void poll_fds(std::size_t i, bool exit) {
    std::vector<std::int64_t> fds, events, happened;
    for (const pollfd& item : memory_.array<pollfd>(raw(i), std::min<std::size_t>(raw(i + 1), kMostItems))) {
      fds.push_back(item.fd);
      events.push_back(item.events);
      happened.push_back(item.revents);
    }
    if (exit) return add("revents", std::move(happened));
    add("fds", std::move(fds));
    add("events", std::move(events));
  }

  void fd_set_of(const Param& param, std::size_t i) {
    if (raw(i) == 0) return;
    const auto set = memory_.object<fd_set>(raw(i));
    if (!set) return;
    std::vector<std::int64_t> fds;
    const int highest = std::clamp(static_cast<int>(as_int(0)), 0, FD_SETSIZE);
    for (int fd = 0; fd < highest; ++fd) {
      if (FD_ISSET(fd, &*set)) fds.push_back(fd);
    }
    add(param.field, std::move(fds));
  }

  template <typename T>
  std::int64_t microseconds(std::uint64_t at) const {
    if (at == 0) return -1;
    const auto time = memory_.object<T>(at);
    if (!time) return 0;
    return to_us(*time);
  }
  static std::int64_t whole(std::int64_t seconds) { return std::clamp<std::int64_t>(seconds, 0, 1LL << 40) * 1000000; }
  static std::int64_t to_us(const timespec& t) {
    return whole(t.tv_sec) +
           (std::clamp<std::int64_t>(t.tv_nsec, 0, 999999999) + 999) / 1000;  // a nanosecond arms a timer, too
  }
  static std::int64_t to_us(const timeval& t) {
    return whole(t.tv_sec) + std::clamp<std::int64_t>(t.tv_usec, 0, 1LL << 40);
  }

  template <typename T>
  void interval(std::uint64_t at) {
    const auto value = memory_.object<T>(at);
    if (at == 0 || !value) return;
    add("value_us", to_us(value->it_value));
    add("interval_us", to_us(value->it_interval));
  }

  void sysv_message(std::size_t i, std::size_t size) {
    if (const auto type = memory_.object<long>(raw(i))) add("type", static_cast<std::int64_t>(*type));
    add("data", memory_.bytes(raw(i) + sizeof(long), std::min(size, kSampleBytes)));
  }

  void semaphore_operations(std::size_t i) {
    std::vector<std::int64_t> nums, ops, flags;
    for (const sembuf& op : memory_.array<sembuf>(raw(i), std::min<std::size_t>(raw(i + 1), kMostItems))) {
      nums.push_back(op.sem_num);
      ops.push_back(op.sem_op);
      flags.push_back(op.sem_flg);
    }
    add("nums", std::move(nums));
    add("ops", std::move(ops));
    add("flags", std::move(flags));
  }

  void signal_set(const Param& param, std::size_t i) {
    // The number of changed signals is of interest only where a set is given.
    if (site_.call->canonical == "rt_sigprocmask") add("set", static_cast<std::int64_t>(raw(i) != 0));
    if (raw(i) != 0) add(param.field, signals_of(memory_.object<std::uint64_t>(raw(i)).value_or(0)));
  }

  void signal_action(std::size_t i) {
    add("set", static_cast<std::int64_t>(raw(i) != 0));
    const auto action = memory_.object<KernelSigaction>(raw(i));
    if (raw(i) == 0 || !action) return;
    add("action", std::string(action->handler == 0 ? "default" : action->handler == 1 ? "ignore" : "handler"));
    add("flags", static_cast<std::int64_t>(action->flags));
    add("mask", signals_of(action->mask));
  }

  void arguments(const Param& param, std::size_t i) {
    std::vector<std::string> list;
    for (std::size_t k = 0; k < kMostArguments && raw(i) != 0; ++k) {
      const auto at = memory_.object<std::uint64_t>(raw(i) + k * sizeof(std::uint64_t));
      if (!at || *at == 0) break;
      list.push_back(memory_.string(*at));
    }
    add(param.field, std::move(list));
  }

  void open_how_of(std::size_t i) {
    const auto how = memory_.object<open_how>(raw(i));
    add("flags", how ? static_cast<std::int64_t>(how->flags) : 0);
    add("mode", how ? static_cast<std::int64_t>(how->mode) : 0);
  }

  void clone_flags(std::uint64_t flags) {
    add("clone_flags", static_cast<std::int64_t>(flags));
    add("vfork", static_cast<std::int64_t>((flags & CLONE_VFORK) != 0));
    add("thread", static_cast<std::int64_t>((flags & CLONE_THREAD) != 0));
    add("shares_files", static_cast<std::int64_t>((flags & CLONE_FILES) != 0));
    add("shares_memory", static_cast<std::int64_t>((flags & CLONE_VM) != 0));
  }

  void pid_of(std::size_t i) {
    // waitid with another idtype than P_PID does not name one process.
    const bool any = site_.call->name == "waitid" && as_int(0) != P_PID;
    add("pid", any ? -1 : as_int(i));
    add("process", !any && as_int(i) > 0 ? process_of_(as_int(i)) : 0);
  }

  void semctl_argument(std::size_t i) {
    add("arg", static_cast<std::int64_t>(raw(i)));
    constexpr std::int64_t kIpc64 = 0x100;  // a flag in `cmd` of old architectures' calls
    if ((number("cmd") & ~kIpc64) != SETALL) return;
    const auto values = memory_.array<unsigned short>(raw(i), kMostItems);
    add("values", std::vector<std::int64_t>(values.begin(), values.end()));
  }

  void fcntl_argument(std::size_t i) {
    const std::int64_t command = number("cmd");
    add("arg", static_cast<std::int64_t>(raw(i)));
    const bool locks = command == F_SETLK || command == F_SETLKW || command == F_OFD_SETLK || command == F_OFD_SETLKW;
    if (!locks) return;
    if (const auto lock = memory_.object<struct flock>(raw(i))) {
      add("lock", static_cast<std::int64_t>(lock->l_type));
      add("start", static_cast<std::int64_t>(lock->l_start));
      add("len", static_cast<std::int64_t>(lock->l_len));
      add("whence", static_cast<std::int64_t>(lock->l_whence));
    }
  }

  const CallSite& site_;
  const Memory& memory_;
  const ProcessOfPid& process_of_;
  std::vector<Field> fields_;
  std::int64_t result_ = 0;
};

}  // namespace

std::vector<Field> decode_entry(const CallSite& site, const Memory& memory, const ProcessOfPid& process_of) {
  return Decoder(site, memory, process_of).entry();
}

std::vector<Field> decode_exit(const CallSite& site, std::int64_t result, const Memory& memory,
                               const ProcessOfPid& process_of) {
  return Decoder(site, memory, process_of).exit(result);
}

std::int64_t sleep_limit_us(const std::vector<Field>& entry) {
  for (const Field& field : entry) {
    if (field.name != "timeout_us" && field.name != "duration_us") continue;
    if (const auto* value = std::get_if<std::int64_t>(&field.value)) return *value;
  }
  return -1;
}

}  // namespace ipclab::sandbox
