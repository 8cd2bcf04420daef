#include "harness/report/format_words.h"

#include <fmt/format.h>

#include <filesystem>

#include "harness/report/source_quote.h"

namespace ipclab {
namespace {

constexpr int kWidth = 100;

std::string place_of(const SourceLocation& at) {
  if (at.file.empty()) return "";
  return at.line > 0 ? fmt::format("{}:{}", visible(at.file), at.line) : visible(at.file);
}

}  // namespace

std::string path_from_here(const Report& report, const std::string& file) {
  const std::filesystem::path given = report.submission_path;
  if (given.extension() == ".c") return given.lexically_normal().string();
  return (given / report.submission_root / file).lexically_normal().string();
}

std::vector<const Finding*> findings_in(const Report& report, const std::string& scenario) {
  std::vector<const Finding*> findings;
  for (const Finding& finding : report.findings) {
    if (finding.scenario == scenario && finding.severity != Severity::Note) findings.push_back(&finding);
  }
  return findings;
}

std::string finding_text(const Finding& finding) {
  std::string text;
  const auto line = [&](const std::string& words) {
    if (!words.empty()) text += words + "\n";
  };
  line(place_of(finding.location));
  line(visible(finding.reason));
  for (const Evidence& step : finding.evidence) {
    const std::string where = place_of(step.location);
    line(fmt::format("  {}{}{}", where, where.empty() ? "" : "  ", visible(step.call)));
  }
  line(visible(finding.hint));
  return text;
}

std::string scenario_text(const Report& report, const std::string& scenario) {
  std::string text;
  for (const Finding* finding : findings_in(report, scenario)) {
    text += fmt::format("{}: {}\n{}", finding->id, visible(finding->message), finding_text(*finding));
  }
  return text;
}

std::string fingerprint(const Report& report, const Finding& finding) {
  std::string key =
      finding.id + "\n" + finding.process + "\n" + finding.location.file + "\n" + finding.location.function;
  // The line's text, not its number: lines above it come and go.
  for (const std::string& line : quote_source(report.files, finding.location, 0, kWidth, Paint(false))) {
    key += "\n" + line.substr(std::min(line.find("│"), line.size()));
  }
  return sha256(key);
}

std::string not_judged_sentence(const Report& report) {
  return "This could not be judged, and says nothing about the submission: " + visible(report.trouble);
}

}  // namespace ipclab
