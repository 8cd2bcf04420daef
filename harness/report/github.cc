// Annotations of GitHub Actions.
#include <fmt/format.h>

#include "harness/report/format_words.h"
#include "harness/report/formats.h"
#include "harness/report/merge.h"
#include "harness/report/redact.h"

namespace ipclab {
namespace {

/// GitHub shows as many of each kind and drops the rest.
constexpr int kMostOfAKind = 10;

std::string escaped(std::string_view text, bool property) {
  std::string safe;
  for (const char c : text) {
    if (c == '%') {
      safe += "%25";
    } else if (c == '\r') {
      safe += "%0D";
    } else if (c == '\n') {
      safe += "%0A";
    } else if (property && c == ':') {
      safe += "%3A";
    } else if (property && c == ',') {
      safe += "%2C";
    } else {
      safe += c;
    }
  }
  return safe;
}

std::string annotation(const Report& report, const Finding& finding) {
  const char* kind = finding.severity == Severity::Error     ? "error"
                     : finding.severity == Severity::Warning ? "warning"
                                                             : "notice";
  std::string properties = "title=" + escaped(finding.id, true);
  if (!finding.location.file.empty()) {
    properties = fmt::format("file={},", escaped(visible(path_from_here(report, finding.location.file)), true)) +
                 (finding.location.line > 0 ? fmt::format("line={},", finding.location.line) : "") + properties;
  }
  std::string text = visible(finding.message);
  if (!finding.reason.empty()) text += "\n" + visible(finding.reason);
  if (!finding.hint.empty()) text += "\n" + visible(finding.hint);
  return fmt::format("::{} {}::{}\n", kind, properties, escaped(text, false));
}

}  // namespace

std::string to_github(const Report& full, std::string_view token) {
  const Report report = without_hidden(full);
  std::string text;
  if (report.verdict == Verdict::Inconclusive) {
    text += "::error title=ipclab::" + escaped(not_judged_sentence(report), false) + "\n";
  }
  int errors = 0, warnings = 0;
  for (const MergedFinding& merged : merge(report, false)) {
    int& count = merged.finding->severity == Severity::Error ? errors : warnings;
    if (merged.finding->severity == Severity::Note || ++count > kMostOfAKind) continue;
    text += annotation(report, *merged.finding);
  }
  text += fmt::format("::stop-commands::{}\n", token);
  text += to_text(report, TextStyle{});
  return text + fmt::format("::{}::\n", token);
}

}  // namespace ipclab
