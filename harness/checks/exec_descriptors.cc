// fd.leaked-into-exec: an executed program starts with descriptors beside 0, 1 and 2 that it was not meant to have.
//
// What the program then uses was meant for it (a descriptor can be handed on by number), as is what the picture gives
// it. Only programs that the submission itself executes count; what a shell hands on is the same leak again.
#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "harness/checks/all.h"
#include "harness/checks/hang.h"
#include "harness/checks/process_words.h"
#include "harness/checks/tell.h"

namespace ipclab {
namespace {

struct Executed {
  const Process& process;
  int image = 0;
  const Image& program() const { return process.images[static_cast<std::size_t>(image)]; }
};

bool meant_for(const CheckInput& input, const Executed& executed, int fd, const Descriptor& descriptor) {
  const World& world = input.world;
  if (descriptor.made_by < 0) return true;  // the grader gave it
  const bool flowed = std::any_of(world.flows.begin(), world.flows.end(), [&](const Flow& flow) {
    return flow.process == executed.process.id && flow.image == executed.image && flow.fd == fd && flow.operations > 0;
  });
  if (flowed) return true;
  const bool last = static_cast<std::size_t>(executed.image) + 1 == executed.process.images.size();
  const auto now = executed.process.fds.find(fd);
  if (last && now != executed.process.fds.end() && now->second.used) return true;
  const std::string& name = executed.program().name;
  return std::any_of(input.scenario.rules.picture.begin(), input.scenario.rules.picture.end(),
                     [&](const PictureEdge& edge) {
                       return (edge.from == name && edge.from_fd == fd) || (edge.to == name && edge.to_fd == fd);
                     });
}

/// The hang's story has told of this one already.
bool told_by(const std::optional<Story>& story, const World& world, int process, const Descriptor& descriptor) {
  if (!story || world.open_files[static_cast<std::size_t>(descriptor.open_file)].object != story->object) return false;
  return std::any_of(story->kept.begin(), story->kept.end(),
                     [&](const KeptEnd& end) { return end.process == process; });
}

/// "the writing end of the pipe made in line 12", "the file dest, opened in line 14".
std::string text_of(const CheckInput& input, const Descriptor& descriptor) {
  const World& world = input.world;
  const OpenFile& file = world.open_files[static_cast<std::size_t>(descriptor.open_file)];
  const std::string object = object_text(world, file.object);
  const ObjectKind kind = world.objects[static_cast<std::size_t>(file.object)].kind;
  if (kind == ObjectKind::Pipe) return fmt::format("the {} end of {}", file.writable ? "writing" : "reading", object);
  const std::string line = in_line(input, where_called(world, file.opened_by));
  return line.empty() ? object : fmt::format("{}, opened{}", object, line);
}

Finding leaked(const CheckInput& input, const Executed& executed, const FdTable& descriptors) {
  const World& world = input.world;
  const std::string name = escaped(executed.program().name);
  const int exec = last_exec(world, executed.process.id, executed.program().begin + 1);
  std::vector<int> fds;
  std::vector<std::string> texts;
  std::set<int> makers;
  for (const auto& [fd, descriptor] : descriptors) {
    fds.push_back(fd);
    texts.push_back(fmt::format("descriptor {} is {}", fd, text_of(input, descriptor)));
    makers.insert(descriptor.made_by);
  }
  Finding finding = new_finding(input, "fd.leaked-into-exec");
  finding.process = name;
  finding.message = fmt::format("{} starts with {} open, beside 0, 1 and 2", name, descriptors_text(fds));
  finding.reason =
      fmt::format("{}. A program that is executed gets every descriptor that is open then, and {} uses none of these.",
                  capital(listed(texts)), name);
  finding.hint = fmt::format("Look at which descriptors are open{} when {} is executed. man 2 execve, man 2 dup2",
                             in_line(input, where_called(world, exec)), name);
  finding.location = where_called(world, exec);
  for (int maker : makers) {
    const Call& call = world.calls[static_cast<std::size_t>(maker)];
    std::vector<int> made;
    for (const auto& [fd, descriptor] : descriptors)
      if (descriptor.made_by == maker) made.push_back(fd);
    finding.evidence.push_back(
        evidence_of(world, maker, fmt::format("{} made {}", call_word(world, call), descriptors_text(made))));
  }
  if (exec >= 0)
    finding.evidence.push_back(
        evidence_of(world, exec,
                    fmt::format("{}: {} starts, {} open", call_word(world, world.calls[static_cast<std::size_t>(exec)]),
                                name, descriptors_text(fds))));
  return finding;
}

}  // namespace

std::vector<Finding> check_exec_descriptors(const CheckInput& input) {
  const World& world = input.world;
  const std::optional<Story> story = deadlock_story(input);
  std::vector<Finding> findings;
  std::set<std::tuple<std::string, std::string, int>> told;
  for (const Process& process : world.processes) {
    if (process.id == 0 || is_fixture(world, process.id)) continue;
    for (std::size_t i = 1; i < process.images.size(); ++i) {
      if (!process.images[i - 1].submission) continue;
      const Executed executed{process, static_cast<int>(i)};
      FdTable extra;
      for (const auto& [fd, descriptor] : process.images[i].at_start)
        if (fd > 2 && !meant_for(input, executed, fd, descriptor) && !told_by(story, world, process.id, descriptor))
          extra.emplace(fd, descriptor);
      if (extra.empty()) continue;
      Finding finding = leaked(input, executed, extra);
      if (told.emplace(finding.process, finding.location.file, finding.location.line).second)
        findings.push_back(std::move(finding));
    }
  }
  return findings;
}

}  // namespace ipclab
