#include "harness/checks/printed.h"

namespace ipclab {
namespace {

/// The bytes of a file that an expectation refers to: as the scenario put it there, else as it was at the end.
std::string file_bytes(const CheckInput& input, const std::string& path) {
  for (const ScenarioFile& file : input.scenario.files) {
    if (!file.folder && !file.link_to && same_path(file.path, path))
      return bytes_of(file.content, input.exercise.folder);
  }
  for (const FileState& file : input.record.files) {
    if (same_path(file.path, path)) return file.bytes;
  }
  return {};
}

/// A terminal shows each newline as a return and a newline: the kernel's doing, not the program's.
std::string without_returns(const std::string& bytes) {
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (bytes[i] != '\r' || i + 1 >= bytes.size() || bytes[i + 1] != '\n') text += bytes[i];
  }
  return text;
}

}  // namespace

std::string absolute(const std::string& path) {
  return path.starts_with('/') ? path : "/work/" + path;
}

bool same_path(const std::string& left, const std::string& right) {
  return absolute(left) == absolute(right);
}

std::optional<TextDifference> compare(const CheckInput& input, const Expected& expected, const std::string& got) {
  return difference(expected, got, input.exercise.folder,
                    [&](const std::string& path) { return file_bytes(input, path); });
}

Printed printed(const CheckInput& input, const StartStep& start, const std::string& stream) {
  const bool terminal = start.stdout_kind == StdoutKind::Terminal;
  const Output* output = input.record.output(start.role, terminal ? "terminal" : stream);
  if (output == nullptr) return {stream, "", false};
  return {stream, terminal ? without_returns(output->bytes) : output->bytes, output->truncated};
}

std::optional<TextDifference> difference_with(const CheckInput& input, const StartStep& start,
                                              const std::string& stream, const std::string& bytes) {
  const std::optional<Expected>& stated = stream == "stderr" ? start.stderr_text : start.stdout_text;
  if (stated) {
    if (auto found = compare(input, *stated, bytes)) return found;
  }
  if (!start.any_text) return std::nullopt;
  auto found = compare(input, *start.any_text, bytes);
  if (!found || start.stdout_kind == StdoutKind::Terminal) return found;
  const std::string other = printed(input, start, stream == "stderr" ? "stdout" : "stderr").bytes;
  if (!compare(input, *start.any_text, other)) return std::nullopt;
  return compare(input, *start.any_text, stream == "stderr" ? other + bytes : bytes + other);
}

}  // namespace ipclab
