#include "harness/model/epoll.h"

#include <poll.h>
#include <sys/epoll.h>

namespace ipclab::model {
namespace {

Polled polled(const EnteredCall& call, std::int64_t fd, bool reads, bool writes) {
  return {static_cast<int>(fd), call.state.object_of(call.process, fd), reads, writes};
}

void add_listed(const EnteredCall& call, std::vector<Polled>& found) {
  const auto* fds = call.enter.numbers("fds");
  const auto* events = call.enter.numbers("events");
  for (std::size_t i = 0; fds && i < fds->size(); ++i) {
    if ((*fds)[i] < 0) continue;
    const bool known = events && i < events->size();
    const bool reads = !known || ((*events)[i] & POLLIN) != 0;
    found.push_back(polled(call, (*fds)[i], reads, known ? ((*events)[i] & POLLOUT) != 0 : !reads));
  }
}

void add_set(const EnteredCall& call, std::string_view field, bool reads, std::vector<Polled>& found) {
  if (const auto* fds = call.enter.numbers(field))
    for (std::int64_t fd : *fds) found.push_back(polled(call, fd, reads, !reads));
}

}  // namespace

void epoll_changed(const ReturnedCall& call) {
  const int epoll = call.state.object_of(call.progress.fd);
  if (!call.succeeded() || epoll < 0) return;
  std::map<int, Polled>& interest = call.state.epoll_interest[epoll];
  const std::int64_t target = call.number("target"), events = call.number("events", 0);
  if (call.number("op") == EPOLL_CTL_DEL)
    interest.erase(static_cast<int>(target));
  else
    interest[static_cast<int>(target)] = polled(call, target, (events & EPOLLIN) != 0, (events & EPOLLOUT) != 0);
}

std::vector<Polled> polled_descriptors(const EnteredCall& call, const std::string& name) {
  std::vector<Polled> found;
  if (name == "ppoll") add_listed(call, found);
  if (name == "pselect6") {
    add_set(call, "read_fds", true, found);
    add_set(call, "write_fds", false, found);
  }
  if (name != "epoll_pwait") return found;
  const auto interest = call.state.epoll_interest.find(call.state.object_of(call.progress.fd));
  if (interest == call.state.epoll_interest.end()) return found;
  for (const auto& [fd, entry] : interest->second) {
    // What is closed everywhere is no longer looked at.
    bool open = false;
    for (const Process& process : call.state.world.processes) {
      if (!call.state.alive(process.id)) continue;
      for (const auto& [number, descriptor] : *call.state.living(process.id).fds)
        open |= call.state.open_file(descriptor.open_file).object == entry.object;
    }
    if (open) found.push_back(entry);
  }
  return found;
}

}  // namespace ipclab::model
