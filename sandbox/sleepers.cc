#include "sandbox/sleepers.h"

#include <fmt/format.h>
#include <linux/futex.h>

#include <algorithm>
#include <cstdlib>
#include <set>
#include <sstream>
#include <string_view>

#include "sandbox/memory.h"
#include "sandbox/proc.h"
#include "sandbox/run_impl.h"

namespace ipclab::sandbox {
namespace {

std::vector<std::int64_t> signals_in(std::uint64_t set) {
  std::vector<std::int64_t> signals;
  for (int signal = 1; signal <= 64; ++signal)
    if (holds(set, signal)) signals.push_back(signal);
  return signals;
}

std::uint64_t number_in(const std::vector<Field>& fields, std::string_view name) {
  for (const Field& field : fields) {
    if (field.name != name) continue;
    if (const auto* value = std::get_if<std::int64_t>(&field.value)) return static_cast<std::uint64_t>(*value);
  }
  return 0;
}

void add_mapping(pid_t tid, std::uint64_t address, std::vector<Field>* fields) {
  std::istringstream lines(read_proc(fmt::format("/proc/{}/maps", tid)));
  std::string line;
  while (std::getline(lines, line)) {
    std::istringstream words(line);
    std::string range, rights, offset, device, inode, path;
    words >> range >> rights >> offset >> device >> inode;
    std::getline(words >> std::ws, path);
    const std::size_t dash = range.find('-');
    if (dash == std::string::npos || rights.size() < 4) continue;
    const std::uint64_t begin = std::strtoull(range.c_str(), nullptr, 16);
    const std::uint64_t end = std::strtoull(range.c_str() + dash + 1, nullptr, 16);
    if (address < begin || address >= end) continue;
    const std::uint64_t at = address - begin + std::strtoull(offset.c_str(), nullptr, 16);
    fields->push_back({"mapping", path});
    fields->push_back({"offset", static_cast<std::int64_t>(at)});
    fields->push_back({"shared", std::int64_t{rights[3] == 's'}});
    return;
  }
}

}  // namespace

void add_signals(const Task& task, std::vector<Field>* fields) {
  const SignalSets sets = signal_sets(task.tid);
  fields->push_back({"pending", signals_in(sets.pending | sets.shared_pending)});
  fields->push_back({"blocked", signals_in(sets.blocked)});
}

void add_futex(const Task& task, const TaskOfInnerId& task_of, std::vector<Field>* fields) {
  const std::uint64_t address = number_in(task.call->entry, "address");
  const Memory memory(task.tid);
  const auto word = memory.object<std::uint32_t>(address);
  if (!word) return;
  fields->push_back({"word", std::int64_t{*word}});
  add_mapping(task.tid, address, fields);
  // A joined thread's id stands at the address until the kernel clears it (man 2 set_tid_address); a lock with priority
  // inheritance holds its owner's id itself. In glibc's pthread_mutex_t lock, count and owner follow one another.
  if (const int awaited = task_of(*word & FUTEX_TID_MASK); awaited != 0)
    fields->push_back({"awaited_task", std::int64_t{awaited}});
  constexpr std::uint64_t kOwner = 8;
  const auto owner = memory.object<std::uint32_t>(address + kOwner);
  if (const int owner_task = owner ? task_of(*owner) : 0; owner_task != 0)
    fields->push_back({"owner_task", std::int64_t{owner_task}});
}

void Run::Impl::describe_sleepers() {
  std::map<int, std::int64_t> switches;
  for (const auto& [number, task] : tracer.tasks()) {
    if (task.held || task.stopped || !in_sleeping_call(task)) continue;
    const Sleep sleep = task.sleep.look(task.tid);
    if (sleeps_in_its_call(task, sleep)) switches[number] = sleep.switches;
  }
  sched_yield();
  pump();
  const auto is_asleep = [&](const Task& task) {
    if (task.stopped) return true;
    const auto before = switches.find(task.number);
    if (before == switches.end() || !in_sleeping_call(task)) return false;
    const Sleep sleep = task.sleep.look(task.tid);
    return sleeps_in_its_call(task, sleep) && sleep.switches == before->second;
  };
  std::map<std::int64_t, int> task_of_inner_id;
  for (const auto& [number, task] : tracer.tasks()) task_of_inner_id[innermost_pid(task.tid)] = number;
  const auto task_of = [&](std::int64_t id) {
    const auto found = task_of_inner_id.find(id);
    return found == task_of_inner_id.end() ? 0 : found->second;
  };
  const VirtualTime* time = tracer.virtual_time();
  const bool shared_timer = time != nullptr ? time->is_armed(0) : is_armed(tracer.shared_timers());
  const bool network = network_works();
  const std::set<int> from_outside = outside ? outside->may_wake(tracer) : std::set<int>();
  for (const auto& [number, task] : tracer.tasks()) {
    const ProcessState& process = tracer.processes().at(task.process);
    const bool limited = task.call && !task.stopped &&
                         (time != nullptr ? task.call->timed.has_value() : sleep_limit_us(task.call->entry) >= 0);
    const bool own_timer = time != nullptr ? time->is_armed(process.number) : is_armed(process.timers);
    std::vector<std::int64_t> handled;
    for (std::size_t signal = 1; signal < process.dispositions.size(); ++signal)
      if (process.dispositions[signal].kind == Disposition::Kind::Handler)
        handled.push_back(static_cast<std::int64_t>(signal));
    std::vector<Field> fields = {{"asleep", std::int64_t{is_asleep(task)}},
                                 {"wakes_itself", std::int64_t{limited || shared_timer || network || own_timer ||
                                                               from_outside.contains(number)}},
                                 {"handled", std::move(handled)}};
    add_signals(task, &fields);
    if (task.call && task.call->site.call->canonical == "futex") add_futex(task, task_of, &fields);
    tracer.record_of(EventKind::Asleep, task, std::move(fields));
  }
}

}  // namespace ipclab::sandbox
