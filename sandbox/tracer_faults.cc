// The tracer's part in a FaultPlan: what it is told of a call, and how its answer is put into effect.
#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/socket.h>

#include <algorithm>
#include <fstream>

#include "sandbox/proc.h"
#include "sandbox/tracer.h"

namespace ipclab::sandbox {
namespace {

bool reads(std::string_view call) {
  return call == "read" || call == "recv";
}
bool writes(std::string_view call) {
  return call == "write" || call == "send";
}

std::int64_t number_in(const std::vector<Field>& fields, std::string_view name, std::int64_t otherwise) {
  for (const Field& field : fields) {
    if (field.name != name) continue;
    if (const auto* value = std::get_if<std::int64_t>(&field.value)) return *value;
  }
  return otherwise;
}

/// A handler for a signal that comes in the course of work. Those that end a program are not counted: whoever gets one
/// while he writes need not care for the rest.
bool may_be_interrupted(const ProcessState& process) {
  constexpr int kOfTheLibrary[] = {32, 33};  // glibc's own, for pthread_cancel and setuid
  for (int signal = 1; signal < static_cast<int>(process.dispositions.size()); ++signal) {
    const bool ends = signal == kOfTheLibrary[0] || signal == kOfTheLibrary[1] || signal == SIGTERM ||
                      signal == SIGINT || signal == SIGHUP || signal == SIGQUIT || signal == SIGSEGV ||
                      signal == SIGBUS || signal == SIGFPE || signal == SIGILL || signal == SIGABRT ||
                      signal == SIGPIPE;
    const auto kind = process.dispositions[static_cast<std::size_t>(signal)].kind;
    if (!ends && kind == Disposition::Kind::Handler) return true;
  }
  return false;
}

bool nonblocking(pid_t pid, std::int64_t fd) {
  std::ifstream in(fmt::format("/proc/{}/fdinfo/{}", pid, fd));
  std::string key, value;
  while (in >> key >> value) {
    if (key == "flags:") return (std::stoul(value, nullptr, 8) & O_NONBLOCK) != 0;
  }
  return false;
}

}  // namespace

void Tracer::describe_transfer(const Task& task, AtCall& at) const {
  if (!reads(at.call) && !writes(at.call)) return;
  const ProcessState& process = processes_.at(task.process);
  const std::int64_t fd = number_in(*at.arguments, "fd", -1);
  const auto facts = descriptor_facts(process.pid, fd);
  if (!facts) return;
  const std::int64_t flags = number_in(*at.arguments, "flags", 0);
  if (facts->type == "pipe" || facts->type == "fifo") {
    at.carrier = AtCall::Carrier::Pipe;
  } else if (facts->type == "socket" && !with_boundaries_.contains(facts->inode)) {
    at.carrier = AtCall::Carrier::Stream;
  }
  const bool now = nonblocking(process.pid, fd) || (flags & MSG_DONTWAIT) != 0;
  at.may_fall_short = reads(at.call) ? !process.edge_triggered && (flags & (MSG_WAITALL | MSG_PEEK | MSG_OOB)) == 0
                                     : now || may_be_interrupted(process);
}

bool Tracer::apply_faults(Task& task, AtCall at) {
  const ProcessState& process = processes_.at(task.process);
  PendingCall& pending = *task.call;
  at.program = process.program;
  if (options_.shared && at.program.starts_with(options_.shared->root))
    at.program.remove_prefix(options_.shared->root.size());
  at.arguments = &pending.entry;
  describe_transfer(task, at);
  const auto fault = options_.faults->at(at);
  if (!fault) return false;
  if (fault->error) {
    pending.failed_by_plan = true;
    skip(task, -*fault->error);
    return true;
  }
  const auto& params = pending.site.call->params;
  for (std::size_t i = 0; fault->count && i < params.size(); ++i) {
    if (params[i].field != "count" || static_cast<std::uint64_t>(*fault->count) >= pending.site.args[i]) continue;
    Registers registers;
    if (!registers.load(task.tid)) break;
    registers.set_argument(static_cast<int>(i), static_cast<std::uint64_t>(*fault->count));
    if (!registers.store(task.tid)) break;
    pending.cut_short = *fault->count;
    pending.cut_argument = static_cast<int>(i);
  }
  return false;
}

void Tracer::restore_count(const Task& task) const {
  // A call leaves the registers of its arguments as they were, and the program's code relies on it.
  if (options_.faults == nullptr || !task.call || task.call->cut_argument < 0) return;
  Registers registers;
  if (!registers.load(task.tid)) return;
  const auto index = static_cast<std::size_t>(task.call->cut_argument);
  registers.set_argument(task.call->cut_argument, task.call->site.args[index]);
  registers.store(task.tid);
}

void Tracer::note_boundaries(const Task& task, std::int64_t result, const std::vector<Field>& exit) {
  const std::string_view name = task.call->site.call->canonical;
  if (options_.faults == nullptr || result < 0 || (name != "socket" && name != "socketpair")) return;
  constexpr std::int64_t kTypeMask = 0xf;  // SOCK_CLOEXEC and SOCK_NONBLOCK lie above
  if ((number_in(task.call->entry, "type", SOCK_STREAM) & kTypeMask) == SOCK_STREAM) return;
  std::vector<std::int64_t> made = {result};
  for (const Field& field : exit) {
    if (field.name == "fds") made = std::get<std::vector<std::int64_t>>(field.value);
  }
  for (const std::int64_t fd : made) {
    if (const auto facts = descriptor_facts(processes_.at(task.process).pid, fd)) with_boundaries_.insert(facts->inode);
  }
}

}  // namespace ipclab::sandbox
