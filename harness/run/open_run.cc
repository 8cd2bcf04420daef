#include "harness/run/open_run.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <map>
#include <string_view>

#include "harness/run/symbols.h"
#include "harness/run/wrappers.h"

namespace ipclab {
namespace {

using Kind = StepOutcome::Kind;
using sandbox::Event;
using sandbox::EventKind;
using sandbox::Leftover;

constexpr auto kSystemFolders = std::to_array<std::string_view>(
    {"/usr/", "/bin/", "/sbin/", "/lib/", "/lib32/", "/lib64/", "/libx32/", "/opt/", "/nix/", "/snap/"});

std::vector<std::string> environment() {
  std::vector<std::string> all;
  for (char** entry = environ; *entry != nullptr; ++entry) all.emplace_back(*entry);
  return all;
}

unsigned current_umask() {
  const mode_t mask = umask(0);
  umask(mask);
  return mask;
}

/// Finds the names of FIFOs and sockets that the run made and that are still there. Follows each process's working
/// folder, since a name may be relative to it.
class Names {
 public:
  void read(const std::vector<Event>& events) {
    for (const Event& event : events) {
      if (event.kind == EventKind::Start) folders_[event.process] = event.text_or("cwd", "/");
      if (event.kind == EventKind::Fork && event.number_or("thread", 0) == 0)
        folders_[static_cast<int>(event.number_or("child_process", 0))] = folders_[event.process];
      if (event.kind == EventKind::Enter) entered_[event.task] = &event;
      if (event.kind == EventKind::Exit) returned(event);
    }
  }

  std::vector<Leftover> left() const {
    std::vector<Leftover> all;
    for (const auto& [path, kind] : made_) {
      struct stat facts {};
      if (lstat(path.c_str(), &facts) == -1) continue;
      if (kind == Leftover::Kind::Fifo ? !S_ISFIFO(facts.st_mode) : !S_ISSOCK(facts.st_mode)) continue;
      Leftover left;
      left.kind = kind;
      left.name = path;
      left.mode = facts.st_mode & 07777;
      all.push_back(std::move(left));
    }
    return all;
  }

 private:
  void returned(const Event& exit) {
    const auto at = entered_.find(exit.task);
    if (at == entered_.end() || at->second->name != exit.name || exit.result < 0) return;
    const Event& enter = *at->second;
    const std::string path = enter.text_or("path", "");
    const bool named = !path.empty() && path[0] != '\0';  // a leading NUL: an abstract socket
    if (!named) return;
    const std::filesystem::path whole = (std::filesystem::path(folders_[exit.process]) / path).lexically_normal();
    if (exit.name == "chdir") folders_[exit.process] = whole;
    if (exit.name == "bind") made_[whole] = Leftover::Kind::SocketFile;
    if (exit.name == "mknodat" && S_ISFIFO(static_cast<mode_t>(enter.number_or("mode", 0))))
      made_[whole] = Leftover::Kind::Fifo;
  }

  std::map<int, std::string> folders_;   ///< by process
  std::map<int, const Event*> entered_;  ///< by task
  std::map<std::string, Leftover::Kind> made_;
};

std::vector<SourceLocation> located(const std::vector<sandbox::Frame>& frames) {
  std::map<std::string, std::filesystem::path> programs;
  for (const sandbox::Frame& frame : frames) programs.emplace(frame.module, frame.module);
  return locate(frames, programs, std::filesystem::current_path(), Elsewhere::WholePath);
}

}  // namespace

bool is_system_program(const std::string& path) {
  return std::any_of(kSystemFolders.begin(), kSystemFolders.end(),
                     [&](std::string_view folder) { return path.starts_with(folder); });
}

NotedRun play_open(sandbox::Sandbox& sandbox, const OpenProgram& program) {
  sandbox::OpenRunSpec spec;
  spec.wall_seconds = program.seconds;
  spec.note_accesses = program.notes_accesses;
  spec.is_own = [](const std::string& path) { return !is_system_program(path); };

  sandbox::ProgramStart start;
  start.role = program.name;
  start.path = program.file;
  start.argv = program.argv;
  start.env = environment();
  start.cwd = std::filesystem::current_path();
  start.umask = current_umask();
  start.input = sandbox::ProgramStart::Input::Inherit;

  NotedRun noted;
  Record& record = noted.record;
  sandbox::Trace trace;
  {
    sandbox::Run run = sandbox.begin_open(spec);
    const int process = run.start(start);
    record.programs.push_back({program.name, program.name, false, process});
    record.steps.push_back({0, Kind::Done, static_cast<int>(run.events())});
    const sandbox::Reached reached = run.until_ends(process);
    record.steps.push_back({1,
                            reached == sandbox::Reached::Yes     ? Kind::Done
                            : reached == sandbox::Reached::Stuck ? Kind::Stuck
                                                                 : Kind::TimedOut,
                            static_cast<int>(run.events())});
    if (reached == sandbox::Reached::Yes) run.settle();
    trace = run.finish();
  }
  record.locations = located(trace.frames);
  record.events = std::move(trace.events);
  record.leftovers = std::move(trace.leftovers);
  record.wall_ms = trace.wall_ms;
  Names names;
  names.read(record.events);
  for (Leftover& left : names.left()) record.leftovers.push_back(std::move(left));
  noted.accesses = std::move(trace.accesses);
  if (program.notes_accesses) leave_out_wrappers(&record);
  return noted;
}

}  // namespace ipclab
