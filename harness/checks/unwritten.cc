#include "harness/checks/unwritten.h"

#include <fmt/format.h>

#include <algorithm>
#include <climits>

namespace ipclab {

std::vector<Unwritten> unwritten_at(const World& world, int event) {
  const auto* fds = world.event(event).numbers("unwritten_fds");
  const auto* bytes = world.event(event).numbers("unwritten_bytes");
  const auto* texts = world.event(event).texts("unwritten_texts");
  std::vector<Unwritten> all;
  if (fds == nullptr || bytes == nullptr || texts == nullptr) return all;
  for (std::size_t i = 0; i < std::min({fds->size(), bytes->size(), texts->size()}); ++i) {
    if ((*fds)[i] < 0 || (*fds)[i] > INT_MAX || (*bytes)[i] < static_cast<std::int64_t>((*texts)[i].size())) continue;
    all.push_back({static_cast<int>((*fds)[i]), (*bytes)[i], (*texts)[i]});
  }
  return all;
}

std::optional<Unwritten> inherited_text(const World& world, const Process& process, int fd) {
  if (process.forked_by < 0) return std::nullopt;
  for (Unwritten& stream : unwritten_at(world, world.calls[static_cast<std::size_t>(process.forked_by)].enter)) {
    if (stream.fd == fd) return std::move(stream);
  }
  return std::nullopt;
}

int first_write(const World& world, const Process& process, int image, int fd, int after, int before) {
  for (const int index : process.calls) {
    const Call& call = world.calls[static_cast<std::size_t>(index)];
    if (call.image == image && call.name == "write" && call.returned() && call.result > 0 && call.enter > after &&
        call.exit < before && world.enter(call).number_or("fd", -1) == fd)
      return index;
  }
  return -1;
}

bool begins_with(const World& world, int index, const Unwritten& stream) {
  if (index < 0) return false;
  const Call& call = world.calls[static_cast<std::size_t>(index)];
  const std::string data = world.enter(call).text_or("data", "").substr(0, static_cast<std::size_t>(call.result));
  const std::size_t shared = std::min(data.size(), stream.text.size());
  return shared > 0 && data.compare(0, shared, stream.text, 0, shared) == 0;
}

bool in_parents_memory(const World& world, const Process& process, int event) {
  if (process.forked_by < 0) return false;
  const sandbox::Event& fork = world.enter(world.calls[static_cast<std::size_t>(process.forked_by)]);
  const bool executed = process.images.size() > 1 && process.images[1].begin < event;
  return fork.number_or("shares_memory", 0) != 0 && !executed;
}

Destination destination(const World& world, const FdTable& fds, int fd) {
  const auto at = fds.find(fd);
  Destination found;
  if (at == fds.end()) return found;
  found.object = world.open_files[static_cast<std::size_t>(at->second.open_file)].object;
  for (const StartedProgram& started : world.record->programs) {
    const Process* process = world.started(started.role);
    if (process == nullptr || process->images.empty()) continue;
    for (const auto& [given, descriptor] : process->images.front().at_start) {
      if (given != 1 && given != 2) continue;
      if (world.open_files[static_cast<std::size_t>(descriptor.open_file)].object != found.object) continue;
      found.role = started.role;
      found.stream = given == 1 ? "stdout" : "stderr";
      return found;
    }
  }
  return found;
}

std::string stream_name(int fd) {
  if (fd == 1) return "standard output";
  return fd == 2 ? "standard error" : fmt::format("descriptor {}", fd);
}

}  // namespace ipclab
