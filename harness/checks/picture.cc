#include "harness/checks/picture.h"

#include <algorithm>
#include <array>
#include <utility>

#include "harness/checks/process_words.h"

namespace ipclab {
namespace {

struct KindWord {
  std::string_view word;
  ObjectKind kind;
};
constexpr std::array<KindWord, 4> kKinds = {{
    {"pipe", ObjectKind::Pipe},
    {"fifo", ObjectKind::Fifo},
    {"msgqueue", ObjectKind::MsgQueue},
    {"file", ObjectKind::File},
}};

constexpr std::array<std::string_view, 3> kFamilies = {"tcp", "udp", "unix"};

bool is_family(std::string_view word) {
  return std::find(kFamilies.begin(), kFamilies.end(), word) != kFamilies.end();
}

bool is_shared_memory(const IpcObject& object) {
  // A file that is attached is a shared mapping of it.
  return object.kind == ObjectKind::Shm || object.kind == ObjectKind::Mapping || object.kind == ObjectKind::Memory ||
         object.kind == ObjectKind::File;
}

/// "dest" is /work/dest, and any file of that last name; "/tmp/x" is that file.
bool has_name(const IpcObject& object, const std::string& wanted) {
  if (wanted.empty() || object.name == wanted || object.name == "/work/" + wanted) return true;
  return wanted.find('/') == std::string::npos && object.name.substr(object.name.rfind('/') + 1) == wanted;
}

const IpcObject& object_of(const World& world, const Endpoint& end) {
  return world.objects[static_cast<std::size_t>(end.object)];
}

bool own_image(const World& world, const Endpoint& end) {
  return world.process(end.process).images[static_cast<std::size_t>(end.image)].submission;
}

bool matches(const World& world, const Endpoint& end, const std::string& name, std::optional<int> fd) {
  return (!fd || *fd == end.fd) && is_node(world, end.process, end.image, name);
}

/// Messages are counted, bytes elsewhere: an empty message is one, too.
std::int64_t amount(const World& world, const Endpoint& end) {
  return object_of(world, end).kind == ObjectKind::MsgQueue ? end.operations : end.bytes;
}

struct Pair {
  const Endpoint* writer;
  const Endpoint* reader;
};

/// Ends of one object (or one connection) that fit the edge's two sides, in two processes.
std::vector<Pair> pairs(const World& world, const std::vector<Endpoint>& ends, const PictureEdge& edge) {
  std::vector<Pair> found;
  for (const Endpoint& writer : ends) {
    if (!writer.writes || !is_object_of(object_of(world, writer), edge) ||
        !matches(world, writer, edge.from, edge.from_fd))
      continue;
    const int far = far_side(world, writer.object);
    for (const Endpoint& reader : ends) {
      if (reader.writes || reader.process == writer.process || !is_object_of(object_of(world, reader), edge)) continue;
      // Of a connection whose other end is unknown any socket of the same kind may be it.
      const bool joined =
          far >= 0 ? reader.object == far : reader.object != writer.object && far_side(world, reader.object) < 0;
      if (joined && matches(world, reader, edge.to, edge.to_fd)) found.push_back({&writer, &reader});
    }
  }
  return found;
}

std::int64_t written_into(const World& world, const std::vector<Endpoint>& ends, int object) {
  std::int64_t total = 0;
  for (const Endpoint& end : ends)
    if (end.object == object && end.writes) total += amount(world, end);
  return total;
}

/// What a program that is not the submission's does with its end is not the student's doing.
bool stands(const World& world, const Endpoint& end, bool no_data) {
  if (amount(world, end) > 0 || no_data) return true;
  return is_fixture(world, end.process) || (end.given && !own_image(world, end));
}

bool attached(const World& world, const PictureEdge& edge) {
  for (const Attachment& one : world.attachments) {
    const IpcObject& object = world.objects[static_cast<std::size_t>(one.object)];
    if (!one.writable || !is_object_of(object, edge)) continue;
    for (const Attachment& other : world.attachments) {
      if (other.object != one.object || other.process == one.process) continue;
      const auto fits = [&](const Attachment& attachment, const std::string& name) {
        const auto& images = world.process(attachment.process).images;
        for (std::size_t i = 0; i < images.size(); ++i)
          if (is_node(world, attachment.process, static_cast<int>(i), name)) return true;
        return false;
      };
      if (fits(one, edge.from) && fits(other, edge.to)) return true;
    }
  }
  return false;
}

/// Data went from one of the edge's programs to the other by something that is not of the edge's kind. Then it can't be
/// said that there was none to send.
bool another_way(const World& world, const std::vector<Endpoint>& ends, const PictureEdge& edge) {
  for (const Endpoint& writer : ends) {
    const IpcObject& object = object_of(world, writer);
    if (!writer.writes || writer.bytes == 0 || object.grader || object.kind == ObjectKind::Device ||
        is_object_of(object, edge) || !matches(world, writer, edge.from, std::nullopt))
      continue;
    const int far = far_side(world, writer.object);
    for (const Endpoint& reader : ends)
      if (!reader.writes && reader.bytes > 0 && reader.object == far && reader.process != writer.process &&
          matches(world, reader, edge.to, std::nullopt))
        return true;
  }
  PictureEdge shared = edge;
  shared.object = "shm";
  shared.object_name.clear();
  return attached(world, shared);
}

bool any_image(const World& world, int process, const std::string& name) {
  if (process <= 0 || static_cast<std::size_t>(process) >= world.processes.size()) return false;
  for (std::size_t i = 0; i < world.process(process).images.size(); ++i)
    if (is_node(world, process, static_cast<int>(i), name)) return true;
  return false;
}

bool signalled(const World& world, const PictureEdge& edge, int signal) {
  for (const Call& call : world.calls) {
    if (call.name != "kill" || !call.returned() || call.failed()) continue;
    const sandbox::Event& enter = world.enter(call);
    if (enter.number_or("signal", 0) != signal || !is_node(world, call.process, call.image, edge.from)) continue;
    if (any_image(world, static_cast<int>(enter.number_or("process", 0)), edge.to)) return true;
  }
  // A signal to a group names no process: it counts for each that got it.
  return std::any_of(world.record->events.begin(), world.record->events.end(), [&](const sandbox::Event& event) {
    return event.kind == sandbox::EventKind::Signal && event.number_or("signal", 0) == signal &&
           any_image(world, static_cast<int>(event.number_or("from_process", 0)), edge.from) &&
           any_image(world, event.process, edge.to);
  });
}

/// "cat:1 -> file:dest" and "file:src -> cat" have one program only.
bool one_sided(const PictureEdge& edge) {
  return edge.from.empty() || edge.to.empty();
}

bool drawn_one_way(const World& world, const std::vector<Endpoint>& ends, const PictureEdge& edge) {
  if (edge.object == "shm") return attached(world, edge);
  if (const auto signal = edge.object.starts_with("SIG") ? signal_number(edge.object) : std::nullopt)
    return signalled(world, edge, *signal);
  if (one_sided(edge)) {
    const bool writes = edge.to.empty();
    return std::any_of(ends.begin(), ends.end(), [&](const Endpoint& end) {
      if (end.writes != writes || !is_object_of(object_of(world, end), edge)) return false;
      if (!matches(world, end, writes ? edge.from : edge.to, writes ? edge.from_fd : edge.to_fd)) return false;
      // Without data it is the right file that counts, written by nobody else either.
      return stands(world, end, writes ? written_into(world, ends, end.object) == 0 : true);
    });
  }
  const std::vector<Pair> found = pairs(world, ends, edge);
  const bool elsewhere = another_way(world, ends, edge);
  return std::any_of(found.begin(), found.end(), [&](const Pair& pair) {
    const bool no_data = !elsewhere && written_into(world, ends, pair.writer->object) == 0;
    return stands(world, *pair.writer, no_data) && stands(world, *pair.reader, no_data);
  });
}

PictureEdge turned_round(PictureEdge edge) {
  std::swap(edge.from, edge.to);
  std::swap(edge.from_fd, edge.to_fd);
  return edge;
}

}  // namespace

bool is_node(const World& world, int id, int image, std::string_view name) {
  const Process& process = world.process(id);
  if (image < 0 || static_cast<std::size_t>(image) >= process.images.size()) return false;
  const Image& program = process.images[static_cast<std::size_t>(image)];
  if (program.name == name) return true;
  if (is_fixture(world, id)) return process.role == name && process.parent == 0;
  if (name == "any") return true;
  if (name == "parent") return process.parent == 0;
  if (name == "child") return process.parent != 0;
  // What the program executes has the program's role, but is not it: `cat` is not `copy`.
  return program.submission && process.role == name;
}

bool has_run(const World& world, std::string_view name) {
  return std::any_of(world.processes.begin(), world.processes.end(), [&](const Process& process) {
    if (process.id == 0) return false;
    for (std::size_t i = 0; i < process.images.size(); ++i)
      if (is_node(world, process.id, static_cast<int>(i), name)) return true;
    return false;
  });
}

bool is_object_of(const IpcObject& object, const PictureEdge& edge) {
  if (object.grader) return false;
  if (edge.object == "shm") return is_shared_memory(object) && has_name(object, edge.object_name);
  if (is_family(edge.object)) return object.kind == ObjectKind::Socket && object.family == edge.object;
  const auto kind =
      std::find_if(kKinds.begin(), kKinds.end(), [&](const KindWord& it) { return it.word == edge.object; });
  return kind != kKinds.end() && object.kind == kind->kind && has_name(object, edge.object_name);
}

bool is_drawn(const World& world, const std::vector<Endpoint>& ends, const PictureEdge& edge) {
  return drawn_one_way(world, ends, edge) && (!edge.both_ways || drawn_one_way(world, ends, turned_round(edge)));
}

std::vector<Endpoint> proof_of(const World& world, const std::vector<Endpoint>& ends, const PictureEdge& edge) {
  if (one_sided(edge)) {
    const bool writes = edge.to.empty();
    for (const Endpoint& end : ends)
      if (end.writes == writes && end.bytes > 0 && is_object_of(object_of(world, end), edge) &&
          matches(world, end, writes ? edge.from : edge.to, writes ? edge.from_fd : edge.to_fd))
        return {end};
    return {};
  }
  for (const Pair& pair : pairs(world, ends, edge))
    if (amount(world, *pair.writer) > 0 && amount(world, *pair.reader) > 0) return {*pair.writer, *pair.reader};
  return {};
}

}  // namespace ipclab
