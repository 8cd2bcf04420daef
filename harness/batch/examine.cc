#include "harness/batch/examine.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>

#include "harness/build/build.h"
#include "harness/build/local.h"
#include "harness/checks/build.h"
#include "harness/checks/check.h"
#include "harness/races/find_races.h"

namespace ipclab {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kLongestSource = 1 << 20;

bool is_executable(const fs::path& path) {
  std::error_code none;
  return fs::is_regular_file(path, none) && access(path.c_str(), X_OK) == 0;
}

/// As a shell finds it.
fs::path find_program(const std::string& name) {
  if (name.find('/') != std::string::npos) {
    std::error_code none;
    if (!fs::exists(name, none)) throw CommandError(fmt::format("there is no program {}", name));
    if (!is_executable(name)) throw CommandError(fmt::format("{} can't be executed", name));
    return fs::absolute(name);
  }
  const char* path = std::getenv("PATH");
  std::istringstream folders(path == nullptr ? "/usr/bin:/bin" : path);
  for (std::string folder; std::getline(folders, folder, ':');) {
    fs::path whole = fs::absolute(folder.empty() ? "." : folder) / name;
    if (is_executable(whole)) return whole;
  }
  std::error_code none;
  throw CommandError(fs::exists(name, none)
                         ? fmt::format("there is no command {}; for the file of that name say ./{}", name, name)
                         : fmt::format("there is no command {}", name));
}

/// What an exercise would state, with nothing stated: one program, started, and no limits of ours (0).
struct NoStatement {
  Exercise exercise;
  Scenario scenario;
  NoStatement(const std::string& program, double seconds) {
    StartStep start;
    start.program = start.role = program;
    scenario.steps.push_back({std::move(start), 0});
    scenario.rules.nothing_stated = true;
    scenario.limits = {.wall_seconds = seconds,
                       .cpu_seconds = 0,
                       .memory_mib = 0,
                       .processes = 0,
                       .file_size_mib = 0,
                       .output_mib = 0};
  }
};

/// The sources that findings point to, to quote from: those that are there and not too long.
void add_sources(Report* report, const Record& record) {
  std::set<std::string> names;
  for (const SourceLocation& at : record.locations) names.insert(at.file);
  for (const Diagnostic& said : report->build.diagnostics) names.insert(said.file);
  for (const std::string& name : names) {
    std::error_code none;
    if (name.empty() || !fs::is_regular_file(name, none) || fs::file_size(name, none) > kLongestSource) continue;
    std::ifstream in(name, std::ios::binary);
    report->files.push_back({name, {std::istreambuf_iterator<char>(in), {}}});
  }
}

bool made_too_many_calls(const Record& record) {
  return std::any_of(record.events.begin(), record.events.end(), [](const sandbox::Event& event) {
    return event.kind == sandbox::EventKind::Limit && event.name == "calls";
  });
}

void judge_run(const Record& record, double seconds, const std::string& name, Report* report) {
  const NoStatement nothing(name, seconds);
  const World world = replay(record);
  std::vector<Finding> findings = judge({nothing.exercise, nothing.scenario, record, world});
  if (made_too_many_calls(record)) {
    // Without a statement nobody knows whether so many are wrong.
    std::erase_if(findings, [](const Finding& it) { return it.id == "limit.time"; });
    report->trouble = "the program made more calls than can be kept, and was ended";
  }
  ScenarioReport run = report_scenario(nothing.scenario, record, world, findings);
  run.name = "run";
  run.points = {};
  report->scenarios.push_back(std::move(run));
  std::move(findings.begin(), findings.end(), std::back_inserter(report->findings));
}

/// False: the program is as it was. An open run needs less of a machine than the sandbox, in which what notes accesses
/// is compiled.
bool note_accesses(sandbox::Sandbox& sandbox, LocalBuild* program) {
  try {
    return program->note_accesses(noted_object(sandbox));
  } catch (const std::exception&) {
    return false;
  }
}

std::vector<Mechanism> mechanisms() {
  return {{"ipc namespace", true, ""},
          {"/dev/shm", true, ""},
          {"files, network, processes, user", false, "an open run: the program is the user's own"}};
}

}  // namespace

Report examine(sandbox::Sandbox& sandbox, const std::vector<std::string>& command, const ExamineOptions& options) {
  Report report;
  for (const std::string& word : command) report.submission_path += (report.submission_path.empty() ? "" : " ") + word;
  report.isolation_level = "open";
  report.mechanisms = mechanisms();
  report.build.ok = true;

  OpenProgram program;
  program.argv = command;
  program.seconds = options.seconds;
  std::optional<LocalBuild> built;
  const bool is_source = command[0].ends_with(".c");
  if (is_source && !fs::exists(command[0])) throw CommandError(fmt::format("there is no file {}", command[0]));
  if (is_source) {
    built.emplace(command[0]);
    report.build = built->result();
    report.findings = build_findings(report.build);
    program.file = built->program();
    if (report.build.ok && built->may_share_memory()) program.notes_accesses = note_accesses(sandbox, &*built);
    program.argv[0] = program.file.filename();
  } else {
    program.file = find_program(command[0]);
  }
  program.name = program.file.filename();

  Record record;
  if (report.build.ok) {
    NotedRun run = play_open(sandbox, program);
    run.record.data_races = find_races(run);
    record = std::move(run.record);
    judge_run(record, options.seconds, program.name, &report);
  }
  add_sources(&report, record);
  conclude(report);
  return report;
}

}  // namespace ipclab
