// What is told where an edge of the picture was not drawn: what each of its two ends was instead.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <tuple>

#include "harness/checks/picture.h"
#include "harness/checks/process_words.h"
#include "harness/checks/tell.h"
#include "harness/checks/topology.h"

namespace ipclab {
namespace {

const IpcObject& object_at(const World& world, int object) {
  return world.objects[static_cast<std::size_t>(object)];
}

/// "a pipe", "the file dest".
std::string wanted_object(const PictureEdge& edge) {
  if (edge.object == "file") return fmt::format("the file {}", escaped(edge.object_name));
  const std::string name = edge.object_name.empty() ? "" : " " + escaped(edge.object_name);
  if (edge.object == "pipe") return "a pipe" + name;
  if (edge.object == "fifo") return "a FIFO" + name;
  if (edge.object == "msgqueue") return "a message queue" + name;
  if (edge.object == "shm") return "shared memory" + name;
  if (edge.object == "tcp") return "a TCP connection" + name;
  if (edge.object == "udp") return "UDP" + name;
  if (edge.object == "unix") return "a Unix socket" + name;
  return edge.object;
}

/// A program of the picture in a sentence: "grep", "the parent", "a process".
std::string node_text(const std::string& name) {
  if (name == "any") return "one process";
  if (name == "parent" || name == "child") return "the " + name;
  return escaped(name);
}

std::string stream_text(int fd) {
  return fd == 0   ? "standard input"
         : fd == 1 ? "standard output"
         : fd == 2 ? "standard error"
                   : fmt::format("descriptor {}", fd);
}

std::string missing_message(const PictureEdge& edge) {
  const std::string object = wanted_object(edge);
  if (edge.to.empty()) return fmt::format("{} does not write to {}", node_text(edge.from), object);
  if (edge.from.empty()) return fmt::format("{} does not read {}", node_text(edge.to), object);
  const std::string to = edge.to == "any" && edge.from == "any" ? "another one" : node_text(edge.to);
  if (edge.object.starts_with("SIG")) return fmt::format("{} does not send {} to {}", node_text(edge.from), object, to);
  if (edge.object == "shm") return fmt::format("{} and {} do not share memory", node_text(edge.from), to);
  return fmt::format("no data goes through {} from {} to {}{}", object, node_text(edge.from), to,
                     edge.both_ways ? " and back" : "");
}

/// What an executed program had on a descriptor: "the writing end of the pipe made in line 12", "closed".
std::string on_descriptor(const World& world, const Image& image, int fd) {
  const auto entry = image.at_start.find(fd);
  if (entry == image.at_start.end()) return "closed";
  const OpenFile& file = world.open_files[static_cast<std::size_t>(entry->second.open_file)];
  const IpcObject& object = object_at(world, file.object);
  if (object.grader || entry->second.made_by < 0) return "what the program was started with";
  const std::string text = object_text(world, file.object);
  return object.kind == ObjectKind::Pipe ? fmt::format("the {} end of {}", file.writable ? "writing" : "reading", text)
                                         : text;
}

struct Seen {
  std::string text;
  SourceLocation location;
  std::vector<Evidence> evidence;
  int process = 0;
};

/// The open file behind a descriptor that data cannot go through the way that is asked for: a file opened for reading
/// only is no place to write to.
const OpenFile* opened_the_other_way(const World& world, const Image& image, int fd, bool writes) {
  const auto entry = image.at_start.find(fd);
  if (entry == image.at_start.end()) return nullptr;
  const OpenFile& file = world.open_files[static_cast<std::size_t>(entry->second.open_file)];
  const ObjectKind kind = object_at(world, file.object).kind;
  if (kind != ObjectKind::File && kind != ObjectKind::Fifo) return nullptr;
  return (writes ? file.writable : file.readable) || file.opened_by < 0 ? nullptr : &file;
}

/// How the named program's end was, of whom the picture names the descriptor: "ps's standard output was the file x."
void see_descriptor(const CheckInput& input, const std::string& name, int fd, bool writes, Seen& seen) {
  const World& world = input.world;
  for (const Process& process : world.processes) {
    for (std::size_t i = 1; process.id > 0 && i < process.images.size(); ++i) {
      const Image& image = process.images[i];
      if (image.name != name) continue;
      const std::string had = on_descriptor(world, image, fd);
      seen.text += fmt::format(" {}'s {} was {}.", escaped(name), stream_text(fd), had);
      const int exec = last_exec(world, process.id, image.begin + 1);
      if (exec < 0) return;
      seen.evidence.push_back(evidence_of(
          world, exec,
          fmt::format("{}: {} starts; its {} is {}", call_word(world, world.calls[static_cast<std::size_t>(exec)]),
                      escaped(name), stream_text(fd), had)));
      // The end that is not even an object of that kind is the one to look at.
      const auto entry = image.at_start.find(fd);
      const bool other_kind =
          entry == image.at_start.end() ||
          object_at(world, world.open_files[static_cast<std::size_t>(entry->second.open_file)].object).kind !=
              ObjectKind::Pipe ||
          entry->second.made_by < 0;
      if (seen.location.line == 0 || other_kind) {
        seen.location = where_called(world, exec);
        seen.process = process.id;
      }
      if (const OpenFile* file = opened_the_other_way(world, image, fd, writes); file != nullptr) {
        const std::string way = fmt::format("for {} only", writes ? "reading" : "writing");
        seen.text += fmt::format(" It was opened {}{}.", way, in_line(input, where_called(world, file->opened_by)));
        const Call& open = world.calls[static_cast<std::size_t>(file->opened_by)];
        seen.evidence.push_back(
            evidence_of(world, file->opened_by, fmt::format("{} opens it {}", call_word(world, open), way)));
        seen.location = where_called(world, file->opened_by);
        seen.process = process.id;
      }
      return;
    }
  }
}

/// A library or a table of the system's, which programs read without a word of the student's.
bool of_the_system(const IpcObject& object) {
  constexpr std::array<std::string_view, 4> kFolders = {"/usr/", "/lib", "/etc/", "/proc/"};
  return object.kind == ObjectKind::File && std::any_of(kFolders.begin(), kFolders.end(), [&](std::string_view folder) {
           return object.name.starts_with(folder);
         });
}

/// Which way the named program's data went instead.
void see_flows(const CheckInput& input, const std::string& name, bool writes, Seen& seen) {
  constexpr int kMost = 3;
  const World& world = input.world;
  int told = 0;
  std::set<int> objects;
  for (const Flow& flow : world.flows) {
    const IpcObject& object = object_at(world, flow.object);
    if (flow.writes != writes || flow.bytes == 0 || object.grader || object.kind == ObjectKind::Device ||
        of_the_system(object))
      continue;
    if (!is_node(world, flow.process, flow.image, name) || told == kMost || !objects.insert(flow.object).second)
      continue;
    ++told;
    seen.text += fmt::format(" {} {} {} {}.", begin_with(name_of(world, flow.process)), writes ? "wrote" : "read",
                             count(flow.bytes, "byte") + (writes ? " to" : " from"), object_text(world, flow.object));
    seen.evidence.push_back(
        evidence_of(world, flow.first_call,
                    fmt::format("{}: {}", call_word(world, world.calls[static_cast<std::size_t>(flow.first_call)]),
                                object_text(world, flow.object))));
    if (seen.location.line == 0) {
      seen.location = where_called(world, flow.first_call);
      seen.process = flow.process;
    }
  }
}

/// The named program's last call that should have led there, if it failed: "dup2() in line 29 failed: EBADF (…)".
void see_failure(const CheckInput& input, const std::string& name, Seen& seen) {
  constexpr std::array<std::string_view, 7> kLeadThere = {"dup",     "dup3",       "msgsnd", "msgrcv",
                                                          "mq_send", "mq_receive", "connect"};
  const World& world = input.world;
  for (const Process& process : world.processes) {
    const int last_image = static_cast<int>(process.images.size()) - 1;
    if (process.id == 0 || is_fixture(world, process.id) || !is_node(world, process.id, last_image, name)) continue;
    int failed = -1;
    for (const int index : process.calls) {
      const Call& call = world.calls[static_cast<std::size_t>(index)];
      if (std::find(kLeadThere.begin(), kLeadThere.end(), call.name) == kLeadThere.end() || !call.returned()) continue;
      failed = call.failed() ? index : -1;
    }
    if (failed < 0 || where_called(world, failed).line == 0) continue;
    const Call& call = world.calls[static_cast<std::size_t>(failed)];
    const SourceLocation at = where_called(world, failed);
    seen.text += fmt::format(" {}{} failed: {}.", call_word(world, call), in_line(input, at), error_text(call.result));
    seen.evidence.push_back(
        evidence_of(world, failed, fmt::format("{} fails: {}", call_word(world, call), error_text(call.result))));
    seen.location = at;
    seen.process = process.id;
  }
}

/// Pipes of the submission that somebody wrote and nobody read, or the other way round.
void see_loose_pipes(const CheckInput& input, Seen& seen) {
  const World& world = input.world;
  for (const IpcObject& object : world.objects) {
    if (object.kind != ObjectKind::Pipe || object.grader) continue;
    bool written = false, read = false;
    for (const Flow& flow : world.flows)
      if (flow.object == object.id && flow.bytes > 0) (flow.writes ? written : read) = true;
    if (written == read) continue;
    seen.text += fmt::format(" Nobody {} {}.", written ? "read from" : "wrote to", object_text(world, object.id));
    if (seen.location.line == 0) seen.location = where_called(world, object.created_by);
  }
}

}  // namespace

Finding missing_edge(const CheckInput& input, const PictureEdge& edge) {
  Finding finding = new_finding(input, "topology.missing");
  finding.message = missing_message(edge);
  finding.reason = fmt::format("The exercise asks for {}.", escaped(edge.text));
  Seen seen;
  for (const auto& [name, fd, writes] :
       {std::tuple{edge.from, edge.from_fd, true}, std::tuple{edge.to, edge.to_fd, false}}) {
    if (name.empty()) continue;
    if (!has_run(input.world, name))
      seen.text += fmt::format(" {} did not run.", begin_with(node_text(name)));
    else if (fd)
      see_descriptor(input, name, *fd, writes, seen);
    else
      see_flows(input, name, writes, seen);
  }
  if (edge.object == "pipe") see_loose_pipes(input, seen);
  for (const std::string& name : {edge.from, edge.to}) {
    if (!name.empty()) see_failure(input, name, seen);
  }
  std::stable_sort(seen.evidence.begin(), seen.evidence.end(),
                   [](const Evidence& left, const Evidence& right) { return left.time_us < right.time_us; });
  finding.reason += seen.text;
  finding.location = seen.location;
  finding.evidence = seen.evidence;
  // "any", "parent" and "child" are places in the picture, not programs.
  const std::string& end = edge.from.empty() ? edge.to : edge.from;
  const bool a_program = end != "any" && end != "parent" && end != "child";
  if (seen.process > 0 || a_program || input.record.programs.empty()) {
    finding.process = seen.process > 0 ? short_name(input.world, seen.process) : end;
  } else {
    finding.process = input.record.programs.front().role;
  }
  finding.hint = "Look at which object each of the two has at that place, and draw it beside the exercise's picture.";
  return finding;
}

}  // namespace ipclab
