#include "sandbox/outside.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string_view>

#include "sandbox/enclosed.h"
#include "sandbox/fd.h"
#include "sandbox/proc.h"

namespace ipclab::sandbox {
namespace {

/// What the terminal sends to all of its foreground group, and SIGTERM.
constexpr int kNoticed[] = {SIGINT, SIGQUIT, SIGTSTP, SIGTTIN, SIGTTOU, SIGTERM, SIGHUP};

/// Signals that a person or another program sends in order to get something done. The others the kernel makes of what
/// the process itself did, or are answered in the run (SIGCHLD).
constexpr int kSentByPeople[] = {SIGHUP,  SIGINT,  SIGQUIT, SIGUSR1,  SIGUSR2, SIGALRM, SIGTERM,
                                 SIGCONT, SIGTSTP, SIGURG,  SIGWINCH, SIGIO,   SIGPWR};
constexpr std::size_t kFirstRealTime = 34;

volatile sig_atomic_t g_terminated = 0;

void note(int signal) {
  if (signal == SIGTERM) g_terminated = 1;
}

/// Programs of the system that handle signals only in order to remove what they began, and then die of them.
constexpr std::string_view kTidyUp[] = {"sort", "ls", "dir", "vdir", "gzip", "bzip2", "xz"};

bool only_tidies_up(const ProcessState& process) {
  const std::size_t slash = process.program.rfind('/');
  if (process.own_code || slash == std::string::npos || !process.program.substr(0, slash).ends_with("/bin"))
    return false;
  return std::find(std::begin(kTidyUp), std::end(kTidyUp), process.program.substr(slash + 1)) != std::end(kTidyUp);
}

bool handles_a_persons_signal(const ProcessState& process) {
  if (only_tidies_up(process)) return false;
  const auto handled = [&](std::size_t signal) {
    return process.dispositions[signal].kind == Disposition::Kind::Handler;
  };
  for (const int signal : kSentByPeople) {
    if (handled(static_cast<std::size_t>(signal))) return true;
  }
  for (std::size_t signal = kFirstRealTime; signal < process.dispositions.size(); ++signal) {
    if (handled(signal)) return true;
  }
  return false;
}

const Field* field(const std::vector<Field>& fields, std::string_view name) {
  const auto at = std::find_if(fields.begin(), fields.end(), [&](const Field& it) { return it.name == name; });
  return at == fields.end() ? nullptr : &*at;
}

/// The descriptors that a call with these arguments waits for.
std::vector<std::int64_t> descriptors(const std::vector<Field>& entry) {
  std::vector<std::int64_t> all;
  for (const std::string_view name : {"fd", "in", "out"}) {
    const Field* found = field(entry, name);
    if (const auto* number = found == nullptr ? nullptr : std::get_if<std::int64_t>(&found->value))
      all.push_back(*number);
  }
  for (const std::string_view name : {"fds", "read_fds", "write_fds"}) {
    const Field* found = field(entry, name);
    if (const auto* list = found == nullptr ? nullptr : std::get_if<std::vector<std::int64_t>>(&found->value))
      all.insert(all.end(), list->begin(), list->end());
  }
  return all;
}

/// The word that a futex call sleeps on lies in a file that others can map as well. /dev/shm is the run's own.
bool in_a_shared_file(pid_t pid, std::uint64_t address) {
  std::istringstream lines(read_proc(fmt::format("/proc/{}/maps", pid)));
  for (std::string line; std::getline(lines, line);) {
    std::istringstream fields(line);
    std::string range, rights, offset, device, inode, path;
    fields >> range >> rights >> offset >> device >> inode;
    std::getline(fields >> std::ws, path);
    const std::size_t dash = range.find('-');
    if (dash == std::string::npos || rights.size() < 4) continue;
    if (address < std::stoull(range.substr(0, dash), nullptr, 16) ||
        address >= std::stoull(range.substr(dash + 1), nullptr, 16))
      continue;
    const bool own = path.starts_with("/dev/shm/") || path.starts_with("/dev/zero") || path.starts_with("/memfd:") ||
                     path.starts_with("/SYSV");
    return rights[3] == 's' && path.starts_with('/') && !own;
  }
  return true;
}

bool is_pending(pid_t pid, int signal) {
  const SignalSets sets = signal_sets(pid);
  return holds(sets.pending | sets.shared_pending, signal);
}

}  // namespace

Outside::Outside() {
  for (int fd = 0; fd < 3; ++fd) {
    const std::string what = read_link(fmt::format("/proc/self/fd/{}", fd));
    if (what.starts_with("pipe:") || what.starts_with("socket:")) inherited_.insert(what);
  }
  terminal_ = static_cast<bool>(Fd(open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC)));
  termios mode{};
  if (tcgetattr(0, &mode) == 0) mode_ = mode;
  g_terminated = 0;
  for (const int signal : kNoticed) {
    struct sigaction now {
    }, before{};
    now.sa_handler = note;
    sigaction(signal, nullptr, &before);
    // Ignored by whoever started us, it is so for the program, too, and stays it.
    if (before.sa_handler == SIG_IGN) continue;
    sigaction(signal, &now, nullptr);
    before_.emplace_back(signal, before);
  }
}

Outside::~Outside() {
  // A program that is killed can't do it, and the shell's line would be unreadable. From the background this would stop
  // us.
  if (mode_ && tcgetpgrp(0) == getpgrp()) tcsetattr(0, TCSANOW, &*mode_);
  for (const auto& [signal, action] : before_) sigaction(signal, &action, nullptr);
}

std::array<std::string, 3> Outside::streams() {
  std::array<std::string, 3> kinds;
  for (int fd = 0; fd < 3; ++fd) {
    const auto facts = descriptor_facts(getpid(), fd);
    const std::string type = facts ? facts->type : "null";  // one that is closed becomes /dev/null
    kinds[static_cast<std::size_t>(fd)] = type == "tty" ? "terminal" : type == "null" || type == "file" ? type : "pipe";
  }
  return kinds;
}

std::set<int> Outside::may_wake(const Tracer& tracer) const {
  std::vector<pid_t> pids;
  for (const auto& [number, process] : tracer.processes()) {
    if (!process.ended) pids.push_back(process.pid);
  }
  const Enclosed enclosed(std::move(pids), inherited_);
  std::set<int> tasks;
  for (const auto& [number, task] : tracer.tasks()) {
    if (may_wake(tracer, enclosed, task)) tasks.insert(number);
  }
  return tasks;
}

bool Outside::may_wake(const Tracer& tracer, const Enclosed& enclosed, const Task& task) const {
  const ProcessState& process = tracer.processes().at(task.process);
  if (task.stopped || !task.call || handles_a_persons_signal(process)) return true;
  const std::string_view call = task.call->site.call->canonical;
  const bool of_the_runs_own = call == "msgsnd" || call == "msgrcv" || call == "semop" || call == "mq_send" ||
                               call == "mq_receive" || call == "wait4" || call == "fork";
  if (of_the_runs_own) return false;
  if (call == "futex") return in_a_shared_file(process.pid, task.call->site.args[0]);
  if (call == "flock" || call == "fcntl") return !enclosed.lock(process.pid);
  const bool through_descriptors = call == "read" || call == "write" || call == "recv" || call == "send" ||
                                   call == "ppoll" || call == "pselect6" || call == "splice" || call == "tee" ||
                                   call == "sendfile" || call == "vmsplice";
  if (!through_descriptors) return true;
  const std::vector<std::int64_t> fds = descriptors(task.call->entry);
  return fds.empty() ||
         std::any_of(fds.begin(), fds.end(), [&](std::int64_t fd) { return is_shared(process.pid, enclosed, fd); });
}

bool Outside::is_shared(pid_t pid, const Enclosed& enclosed, std::int64_t fd) const {
  const std::string what = read_link(fmt::format("/proc/{}/fd/{}", pid, fd));
  if (what.starts_with("pipe:")) return inherited_.contains(what);
  if (what.starts_with("socket:")) return !enclosed.connection(what);
  return what != "anon_inode:[eventfd]";
}

bool Outside::stop_with(const Tracer& tracer, const std::function<void()>& pump) {
  if (!terminal_ || tracer.processes().empty()) return false;
  const ProcessState& started = tracer.processes().begin()->second;
  const auto stopped = [&] {
    return !started.ended && !started.tasks.empty() &&
           std::all_of(started.tasks.begin(), started.tasks.end(),
                       [&](int number) { return tracer.tasks().at(number).stopped; });
  };
  if (!stopped()) return false;
  // That it goes on may not be known yet: one stop of the program is one of ours.
  const std::vector<Event>& events = tracer.events();
  std::size_t stop = events.size();
  while (stop > 0 && (events[stop - 1].kind != EventKind::Stop || events[stop - 1].process != started.number)) --stop;
  if (stop == std::exchange(stopped_with_, stop)) return true;
  kill(getpid(), SIGSTOP);
  // The shell continues the whole group. Who continued only us means the program as well.
  pump();
  if (stopped()) kill(started.pid, SIGCONT);
  return true;
}

void Outside::hand_on_signals(const Tracer& tracer) {
  const std::vector<Event>& events = tracer.events();
  const std::size_t from = std::exchange(looked_at_, events.size());
  if (g_terminated == 0 || tracer.processes().empty()) return;
  g_terminated = 0;
  const ProcessState& started = tracer.processes().begin()->second;
  if (started.ended) return;
  // Sent to the group, it is the program's already: on its way, or just delivered.
  const bool has_it =
      is_pending(started.pid, SIGTERM) ||
      std::any_of(events.begin() + static_cast<std::ptrdiff_t>(from), events.end(), [&](const Event& event) {
        return event.kind == EventKind::Signal && event.process == started.number &&
               event.number_or("signal", 0) == SIGTERM;
      });
  if (!has_it) kill(started.pid, SIGTERM);
}

}  // namespace ipclab::sandbox
