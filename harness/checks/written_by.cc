#include "harness/checks/written_by.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <vector>

namespace ipclab {
namespace {

using Writer = std::tuple<int, int, int>;  ///< process, image, descriptor

/// The object behind descriptor 1 or 2 that the program was started with; -1: none.
int output_object(const World& world, const std::string& role, const std::string& stream) {
  const Process* process = world.started(role);
  if (process == nullptr || process->images.empty()) return -1;
  const FdTable& fds = process->images.front().at_start;
  const auto at = fds.find(stream == "stderr" ? 2 : 1);
  return at == fds.end() ? -1 : world.open_files[static_cast<std::size_t>(at->second.open_file)].object;
}

/// Who wrote to the object, as far as the same descriptor of the same program did not lead elsewhere as well.
std::optional<std::set<Writer>> writers_of(const World& world, int object) {
  std::map<Writer, std::set<int>> objects;
  for (const Flow& flow : world.flows) {
    if (flow.writes && flow.fd >= 0) objects[{flow.process, flow.image, flow.fd}].insert(flow.object);
  }
  std::set<Writer> writers;
  for (const auto& [writer, where] : objects) {
    if (where.count(object) == 0) continue;
    if (where.size() > 1) return std::nullopt;
    writers.insert(writer);
  }
  return writers;
}

}  // namespace

std::vector<int> writes_of(const World& world, const std::string& role, const std::string& stream) {
  const int object = output_object(world, role, stream);
  const Output* output = world.record->output(role, stream);
  if (object < 0 || output == nullptr) return {};
  const auto writers = writers_of(world, object);
  if (!writers) return {};

  std::vector<int> writes;
  for (std::size_t i = 0; i < world.calls.size(); ++i) {
    const Call& call = world.calls[i];
    if (call.name != "write" || !call.returned() || call.result <= 0) continue;
    const auto fd = static_cast<int>(world.enter(call).number_or("fd", -1));
    if (writers->count({call.process, call.image, fd}) != 0) writes.push_back(static_cast<int>(i));
  }
  // The bytes are in the pipe before the return is recorded; two writers may return in the other order. The data tells.
  std::sort(writes.begin(), writes.end(), [&](int left, int right) {
    return world.calls[static_cast<std::size_t>(left)].exit < world.calls[static_cast<std::size_t>(right)].exit;
  });

  std::size_t at = 0;
  for (int index : writes) {
    const Call& call = world.calls[static_cast<std::size_t>(index)];
    const auto length = static_cast<std::size_t>(call.result);
    const std::string data = world.enter(call).text_or("data", "").substr(0, length);
    const std::size_t shared = std::min(data.size(), output->bytes.size() - std::min(at, output->bytes.size()));
    if (shared > 0 && output->bytes.compare(at, shared, data, 0, shared) != 0) return {};
    at += length;
  }
  const bool complete = output->truncated ? at >= output->bytes.size() : at == output->bytes.size();
  return complete ? writes : std::vector<int>();
}

std::optional<int> written_by(const World& world, const std::string& role, const std::string& stream,
                              std::size_t offset) {
  const Output* output = world.record->output(role, stream);
  if (output == nullptr || offset >= output->bytes.size()) return std::nullopt;
  std::size_t at = 0;
  for (int index : writes_of(world, role, stream)) {
    at += static_cast<std::size_t>(world.calls[static_cast<std::size_t>(index)].result);
    if (offset < at) return index;
  }
  return std::nullopt;
}

}  // namespace ipclab
