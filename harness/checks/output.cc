// output.mismatch, output.too-much: what the programs printed and what the files hold, against what the exercise
// states.
#include <fmt/format.h>

#include <algorithm>

#include "harness/checks/all.h"
#include "harness/checks/not_printed.h"
#include "harness/checks/printed.h"
#include "harness/checks/process_words.h"
#include "harness/checks/tell.h"
#include "harness/checks/text_match.h"
#include "harness/checks/written_by.h"

namespace ipclab {
namespace {

constexpr std::string_view kHint =
    "Compare with the statement character by character, beginning at the first difference. man 3 printf";

std::string stream_text(const StartStep& start, const std::string& stream) {
  if (start.stdout_kind == StdoutKind::Terminal) return "the output at the terminal";
  return stream == "stdout" ? "standard output" : "standard error";
}

Finding mismatch(const CheckInput& input, const std::string& process, const std::string& subject,
                 const TextDifference& found) {
  Finding finding = new_finding(input, "output.mismatch");
  finding.process = process;
  finding.message = fmt::format("{} {}", subject, found.what);
  finding.reason = found.reason;
  finding.hint = kHint;
  return finding;
}

void judge_stream(const CheckInput& input, const StartStep& start, const Expected& expected, const std::string& stream,
                  std::vector<Finding>& findings) {
  const Printed output = printed(input, start, stream);
  if (output.truncated) return;  // output.too-much says what is wrong
  const auto found = compare(input, expected, output.bytes);
  if (!found) return;
  // A program of the exercise's own shows by what it prints what it got from the submission.
  const Process* process = input.world.started(start.role);
  const std::string_view whose =
      process != nullptr && is_fixture(input.world, process->id) ? ", a program of the exercise's own," : "";
  Finding finding =
      mismatch(input, start.role, fmt::format("{} of {}{}", stream_text(start, stream), start.role, whose), *found);
  const bool as_recorded = start.stdout_kind != StdoutKind::Terminal;
  if (found->offset && as_recorded) {
    if (const auto call = written_by(input.world, start.role, stream, *found->offset)) {
      finding.location = where_called(input.world, *call);
      finding.evidence.push_back(evidence_of(input.world, *call, "writes the first byte that differs"));
    }
  }
  if (!whose.empty()) tell_broken_connection(input, *process, finding);
  if (output.bytes.empty() && whose.empty()) tell_diverted(input, start.role, stream, finding);
  findings.push_back(std::move(finding));
}

/// The text may be in either stream: it is judged as printed in the order stdout, stderr.
void judge_any(const CheckInput& input, const StartStep& start, std::vector<Finding>& findings) {
  const Printed out = printed(input, start, "stdout");
  if (!compare(input, *start.any_text, out.bytes)) return;
  if (start.stdout_kind == StdoutKind::Terminal) {
    judge_stream(input, start, *start.any_text, "stdout", findings);
    return;
  }
  const Printed err = printed(input, start, "stderr");
  if (!compare(input, *start.any_text, err.bytes)) return;
  const auto found = compare(input, *start.any_text, out.bytes + err.bytes);
  if (!found || out.truncated || err.truncated) return;
  findings.push_back(
      mismatch(input, start.role, fmt::format("what {} prints, on standard output or error,", start.role), *found));
}

void judge_start(const CheckInput& input, const StartStep& start, std::vector<Finding>& findings) {
  const bool started = std::any_of(input.record.programs.begin(), input.record.programs.end(),
                                   [&](const StartedProgram& program) { return program.role == start.role; });
  if (!started) return;
  if (start.stdout_text) judge_stream(input, start, *start.stdout_text, "stdout", findings);
  if (start.stderr_text) judge_stream(input, start, *start.stderr_text, "stderr", findings);
  if (start.any_text) judge_any(input, start, findings);
}

/// The object that stands for the file in the world, or null.
const IpcObject* file_object(const World& world, const std::string& path) {
  const auto found = std::find_if(world.objects.rbegin(), world.objects.rend(), [&](const IpcObject& object) {
    return object.kind == ObjectKind::File && same_path(object.name, path);
  });
  return found == world.objects.rend() ? nullptr : &*found;
}

/// Whose file it is: the program that created it, else the only one that the scenario starts, else nobody.
std::string owner(const CheckInput& input, const IpcObject* object) {
  if (object != nullptr && object->created_by >= 0) {
    return input.world.process(input.world.calls[static_cast<std::size_t>(object->created_by)].process).role;
  }
  std::string only;
  for (const StartedProgram& program : input.record.programs) {
    if (program.fixture) continue;
    if (!only.empty()) return {};
    only = program.role;
  }
  return only;
}

Finding file_finding(const CheckInput& input, const std::string& path, const TextDifference& found) {
  const IpcObject* object = file_object(input.world, path);
  Finding finding = mismatch(input, owner(input, object), fmt::format("the file {}", path_text(absolute(path))), found);
  if (object != nullptr && object->created_by >= 0) {
    finding.location = where_called(input.world, object->created_by);
    finding.evidence.push_back(evidence_of(input.world, object->created_by, "creates the file"));
  }
  return finding;
}

void judge_file(const CheckInput& input, const ExpectedFile& expected, std::vector<Finding>& findings) {
  const auto report = [&](std::string what, std::string reason) {
    findings.push_back(file_finding(input, expected.path, {std::move(what), std::move(reason), std::nullopt}));
  };
  const auto at = std::find_if(input.record.files.begin(), input.record.files.end(),
                               [&](const FileState& file) { return same_path(file.path, expected.path); });
  const bool exists = at != input.record.files.end() && at->exists;
  if (expected.absent) {
    if (exists) report("is there, and must not be", "At the end of the scenario it was found.");
    return;
  }
  if (!exists) return report("is not there", "At the end of the scenario no such file was found.");
  if (expected.content) {
    if (!at->regular) return report("is not an ordinary file", "");
    if (const auto found = compare(input, *expected.content, at->bytes)) {
      findings.push_back(file_finding(input, expected.path, *found));
    }
  }
  if (expected.mode && (at->mode & 07777U) != *expected.mode) {
    report(fmt::format("has the mode {}, expected is {}", octal(at->mode), octal(*expected.mode)),
           fmt::format("The umask was {}: its bits are taken away from the mode that the creating call is given.",
                       octal(input.scenario.umask)));
    findings.back().hint =
        "Look at the mode that the file is created with, and at whether the umask is changed. man 2 open";
  }
}

void too_much(const CheckInput& input, std::vector<Finding>& findings) {
  const bool hit = std::any_of(input.record.events.begin(), input.record.events.end(), [](const sandbox::Event& event) {
    return event.kind == sandbox::EventKind::Limit && event.name == "output";
  });
  for (const Output& output : input.record.outputs) {
    if (!output.truncated) continue;
    Finding finding = new_finding(input, "output.too-much");
    finding.process = output.role;
    finding.message = fmt::format("{} printed more than {:g} MiB", output.role, input.scenario.limits.output_mib);
    finding.reason = fmt::format("It begins with {}{}", quote(output.bytes), hit ? ", and was stopped there." : ".");
    finding.hint =
        "Look at what ends the loop that prints, and at what its calls return when the other side is gone. man 2 read";
    if (const auto call = written_by(input.world, output.role, output.stream, 0)) {
      finding.location = where_called(input.world, *call);
      finding.evidence.push_back(evidence_of(input.world, *call, "writes the first bytes of it"));
    }
    findings.push_back(std::move(finding));
  }
}

}  // namespace

std::vector<Finding> check_output(const CheckInput& input) {
  std::vector<Finding> findings;
  too_much(input, findings);
  for (const Step& step : input.scenario.steps) {
    if (const auto* start = std::get_if<StartStep>(&step.action)) judge_start(input, *start, findings);
  }
  for (const ExpectedFile& expected : input.scenario.expected_files) judge_file(input, expected, findings);
  return findings;
}

}  // namespace ipclab
