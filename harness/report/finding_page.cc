#include "harness/report/finding_page.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/report/layout.h"

namespace ipclab {
namespace {

constexpr int kWidth = 120;

std::vector<FindingFile> files_of(std::string_view id, bool exercise) {
  std::vector<FindingFile> files = all_finding_files();
  std::erase_if(files, [&](const FindingFile& it) { return it.id != id || (it.name == "exercise.toml") != exercise; });
  return files;
}

std::string section(std::string_view title, std::string_view text) {
  std::string all = fmt::format("\n## {}\n\n", title);
  for (const std::string& line : wrap(text, kWidth)) all += line + "\n";
  return all;
}

std::string code(std::string_view language, std::string_view text) {
  return fmt::format("\n```{}\n{}```\n", language, text);
}

}  // namespace

std::vector<FindingFile> finding_sources(std::string_view id) {
  return files_of(id, false);
}

FindingFile finding_exercise(std::string_view id) {
  const std::vector<FindingFile> found = files_of(id, true);
  return found.empty() ? FindingFile{} : found.front();
}

std::string_view price_of(Severity severity) {
  switch (severity) {
    case Severity::Error:
      return "An error: it costs the points of its scenario.";
    case Severity::Warning:
      return "A warning: it costs no points, unless the outcome is wrong because of it.";
    case Severity::Note:
      break;
  }
  return "A note: it costs no points.";
}

std::string finding_page(const FindingInfo& info) {
  std::string page = fmt::format("# {}: {}\n\n{}\n", info.id, info.title, price_of(info.severity));
  page += section("What it means", info.meaning);
  page += "\n## A program that has it\n";
  const std::vector<FindingFile> sources = finding_sources(info.id);
  for (const FindingFile& source : sources) {
    page += fmt::format("\n[{}](programs/{}/{})\n", source.name, info.id, source.name) + code("c", source.text);
  }
  const FindingFile exercise = finding_exercise(info.id);
  if (exercise.text.empty()) {
    page += fmt::format("\n    ipclab run docs/findings/programs/{}/{}\n", info.id, sources.front().name);
  } else {
    page +=
        fmt::format("\nThe exercise, [exercise.toml](programs/{}/exercise.toml), asks for something else:\n", info.id);
    page += code("toml", exercise.text);
    page += fmt::format("\n    ipclab check docs/findings/programs/{0} docs/findings/programs/{0}\n", info.id);
  }
  page += section("Why it hurts", info.why);
  page += section("How to look for it", info.look);
  page += section("What to read", info.read);
  return page;
}

std::string findings_index() {
  std::string index =
      "# Findings\n\nWhat `ipclab` can find, a page each: what it means, a minimal program that has it, why it hurts, "
      "how "
      "to\nlook for it. `ipclab explain ID` prints the same. The pages are made from `harness/checks/catalog.cc` and "
      "`programs/`\nby `./dev docs`.\n\n| id | by default | |\n| --- | --- | --- |\n";
  for (const FindingInfo& info : finding_catalog())
    index += fmt::format("| [{0}]({0}.md) | {1} | {2} |\n", info.id, to_string(info.severity), info.title);
  return index;
}

}  // namespace ipclab
