#include "harness/build/compile.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <sstream>
#include <stdexcept>

#include "harness/build/noted.h"

namespace ipclab {
namespace {

constexpr std::size_t kMostOutput = std::size_t{256} * 1024;
constexpr std::size_t kMostDiagnostics = 200;

/// What is wrong wherever it happens. Not what is undefined on paper only: unaligned access, shifts of negative
/// numbers, a null pointer with a length of 0.
const std::vector<std::string>& memory_check_flags() {
  static const std::vector<std::string> all = {
      "-fsanitize=address,signed-integer-overflow,shift-exponent,integer-divide-by-zero,bounds,null,unreachable,vla-"
      "bound",
      "-fno-sanitize-recover=all"};
  return all;
}

std::vector<std::string> flags_of(BuildFor what_for) {
  std::vector<std::string> all = compile_flags();
  const auto add = [&](const std::vector<std::string>& more) { all.insert(all.end(), more.begin(), more.end()); };
  if (what_for == BuildFor::MemoryChecks) add(memory_check_flags());
  if (what_for == BuildFor::NotedAccesses) add(noted_flags());
  return all;
}

std::string joined_flags(BuildFor what_for) {
  std::string text;
  for (const std::string& flag : flags_of(what_for)) text += (text.empty() ? "" : " ") + flag;
  return text;
}

sandbox::Limits compile_limits() {
  sandbox::Limits limits;
  limits.wall_seconds = 60;
  limits.cpu_seconds = 20;
  limits.memory_bytes = 2LL << 30;
  limits.file_bytes = 64LL << 20;
  limits.output_bytes = kMostOutput;
  return limits;
}

std::string strip_dot_slash(std::string name) {
  const std::string inside = std::string(kSourceFolder) + "/";
  if (name.starts_with(inside)) name.erase(0, inside.size());
  while (name.starts_with("./")) name.erase(0, 2);
  return name;
}

/// Reads a number that is followed by ':' at `*at`; moves past both.
bool number_and_colon(const std::string& line, std::size_t* at, int* number) {
  std::size_t i = *at;
  int value = 0;
  while (i < line.size() && i - *at < 7 && std::isdigit(static_cast<unsigned char>(line[i])) != 0)
    value = value * 10 + (line[i++] - '0');
  if (i == *at || i >= line.size() || line[i] != ':') return false;
  *at = i + 1;
  *number = value;
  return true;
}

bool parse_line(const std::string& line, Diagnostic* found) {
  static constexpr std::string_view kSeverities[] = {" fatal error: ", " error: ", " warning: ", " note: "};
  const std::size_t colon = line.find(':');
  if (colon == std::string::npos || colon == 0) return false;
  std::size_t at = colon + 1;
  int line_number = 0, column = 0;
  if (!number_and_colon(line, &at, &line_number)) return false;
  number_and_colon(line, &at, &column);
  for (const std::string_view severity : kSeverities) {
    if (line.compare(at, severity.size(), severity) != 0) continue;
    found->file = strip_dot_slash(line.substr(0, colon));
    found->line = line_number;
    found->column = column;
    found->severity = severity == " fatal error: " ? "error" : std::string(severity.substr(1, severity.size() - 3));
    found->message = line.substr(at + severity.size());
    const std::size_t option = found->message.rfind(" [-W");
    if (option != std::string::npos && found->message.back() == ']') {
      found->option = found->message.substr(option + 2, found->message.size() - option - 3);
      found->message.erase(option);
    }
    return true;
  }
  return false;
}

bool parse_linker_line(const std::string& line, Diagnostic* found) {
  const std::size_t undefined = line.find("undefined reference to ");
  const std::size_t multiple = line.find("multiple definition of ");
  const std::size_t at = std::min(undefined, multiple);
  if (at == std::string::npos) return false;
  // "/usr/bin/ld: /work/src/./a.c:12: undefined reference to `x'": file and line where ld knows them.
  found->severity = "error";
  found->message = line.substr(at);
  std::string before = line.substr(0, at);
  const std::size_t source = before.find(kSourceFolder);
  const std::size_t colon = source == std::string::npos ? std::string::npos : before.find(':', source);
  if (colon != std::string::npos) {
    std::size_t after = colon + 1;
    if (number_and_colon(before, &after, &found->line))
      found->file = strip_dot_slash(before.substr(source, colon - source));
  }
  return true;
}

/// Where the compiler leaves the program.
std::string result_of(const CompileJob& job) {
  return (job.make ? std::string(kSourceFolder) : std::string("/work")) + "/" + job.program;
}

sandbox::Command command_of(const CompileJob& job) {
  sandbox::Command command;
  const std::string folder = kSourceFolder;
  command.files.push_back({sandbox::CageFile::Kind::Folder, folder, {}, 0755});
  for (const SubmittedFile& file : job.files) {
    command.files.push_back({sandbox::CageFile::Kind::File, folder + "/" + file.name, file.bytes, 0644});
  }
  command.cwd = folder;
  command.env = {"PATH=/usr/bin:/bin", "LC_ALL=C", "TMPDIR=/tmp", "HOME=/tmp"};
  command.limits = compile_limits();
  const std::string result = result_of(job);
  if (job.make) {
    command.argv = {"/usr/bin/make", "--no-print-directory", "CC=gcc", "CFLAGS=" + joined_flags(job.what_for),
                    job.program};
  } else {
    command.argv = {"/usr/bin/gcc"};
    const std::vector<std::string> all = flags_of(job.what_for);
    command.argv.insert(command.argv.end(), all.begin(), all.end());
    command.argv.insert(command.argv.end(), {"-o", result});
    // "./" in front: a file named "-o.c" is a file, not an option.
    for (const std::string& source : job.sources) command.argv.push_back("./" + source);
    for (const std::string& library : job.libraries) command.argv.push_back("-l" + library);
    if (job.what_for == BuildFor::NotedAccesses)
      command.argv.insert(command.argv.end(), noted_libraries().begin(), noted_libraries().end());
  }
  command.collect = {result};
  return command;
}

Compiled compiled_of(const CompileJob& job, const sandbox::CommandResult& ran) {
  Compiled compiled;
  compiled.output = ran.output;
  compiled.diagnostics = parse_diagnostics(ran.output);
  const auto file = ran.files.find(result_of(job));
  const bool ended_well = !ran.time_over && ran.status.exited() && ran.status.code() == 0;
  if (ended_well && file != ran.files.end() && file->second.regular) {
    compiled.executable = file->second.bytes;
    return compiled;
  }
  const bool explained = std::any_of(compiled.diagnostics.begin(), compiled.diagnostics.end(),
                                     [](const Diagnostic& d) { return d.severity == "error"; });
  if (!explained) {
    std::string why =
        ran.time_over ? fmt::format("the compiler was stopped after {} seconds", compile_limits().wall_seconds)
        : ran.status.signalled()
            ? fmt::format("the compiler was stopped by signal {} (a limit on time or memory)", ran.status.signal())
        : ended_well ? fmt::format("the build made no program named {}", job.program)
                     : "the compiler failed; its output says why";
    compiled.diagnostics.push_back({"", 0, 0, "error", std::move(why), ""});
  }
  return compiled;
}

}  // namespace

/// As the statement promises; implicit declarations and the like warn, whichever gcc there is.
const std::vector<std::string>& compile_flags() {
  static const std::vector<std::string> all = {"-std=gnu17",
                                               "-O1",
                                               "-g",
                                               "-fno-omit-frame-pointer",
                                               "-Wall",
                                               "-Wextra",
                                               "-fdiagnostics-color=never",
                                               "-Wno-error=implicit-function-declaration",
                                               "-Wno-error=implicit-int",
                                               "-Wno-error=int-conversion",
                                               "-Wno-error=incompatible-pointer-types"};
  return all;
}

std::string compile_signature(BuildFor what_for) {
  return "gcc " + joined_flags(what_for);
}

std::vector<Diagnostic> parse_diagnostics(const std::string& output) {
  std::vector<Diagnostic> all;
  std::istringstream lines(output);
  std::string line;
  while (std::getline(lines, line) && all.size() < kMostDiagnostics) {
    Diagnostic found;
    if (parse_line(line, &found) || parse_linker_line(line, &found)) all.push_back(std::move(found));
  }
  return all;
}

std::vector<Compiled> compile(sandbox::Sandbox& sandbox, const std::vector<CompileJob>& jobs) {
  std::vector<sandbox::Command> commands;
  commands.reserve(jobs.size());
  for (const CompileJob& job : jobs) commands.push_back(command_of(job));
  const std::vector<sandbox::CommandResult> ran = sandbox.commands(commands);
  std::vector<Compiled> all;
  all.reserve(jobs.size());
  for (std::size_t i = 0; i < jobs.size(); ++i) all.push_back(compiled_of(jobs[i], ran[i]));
  return all;
}

std::string compile_noted_object(sandbox::Sandbox& sandbox) {
  const std::string folder = kSourceFolder, result = std::string("/work/") + kNotedObject;
  sandbox::Command command;
  command.files.push_back({sandbox::CageFile::Kind::Folder, folder, {}, 0755});
  command.argv = {"/usr/bin/gcc"};
  command.argv.insert(command.argv.end(), noted_object_flags().begin(), noted_object_flags().end());
  command.argv.insert(command.argv.end(), {"-r", "-nostdlib", "-o", result});
  for (const NotedSource& source : noted_sources()) {
    const std::string name(source.name);
    command.files.push_back(
        {sandbox::CageFile::Kind::File, fmt::format("{}/{}", folder, name), std::string(source.text), 0644});
    if (name.ends_with(".c")) command.argv.push_back(name);
  }
  command.cwd = folder;
  command.env = {"PATH=/usr/bin:/bin", "LC_ALL=C", "TMPDIR=/tmp", "HOME=/tmp"};
  command.limits = compile_limits();
  command.collect = {result};
  const sandbox::CommandResult ran = sandbox.command(command);
  const auto file = ran.files.find(result);
  if (!ran.status.exited() || ran.status.code() != 0 || file == ran.files.end())
    throw std::runtime_error("the functions that note accesses to shared memory do not compile:\n" + ran.output);
  return file->second.bytes;
}

}  // namespace ipclab
