#include "harness/report/explain.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/report/finding_page.h"
#include "harness/report/layout.h"

namespace ipclab {
namespace {

/// As it is: code is not wrapped.
Lines lines_of(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

}  // namespace

std::string explain_text(const FindingInfo& info, const TextStyle& style) {
  constexpr int kMargin = 2;
  const Paint paint(style.colour);
  std::string text;
  const auto line = [&](const std::string& it) { text += it + '\n'; };
  const auto section = [&](std::string_view name, std::string_view content) {
    if (content.empty()) return;
    line("\n" + paint.bold(name));
    for (const std::string& wrapped : indented(wrap(content, style.width - kMargin), kMargin)) line(wrapped);
  };

  const auto program = [&] {
    const std::vector<FindingFile> sources = finding_sources(info.id);
    if (sources.empty()) return;
    line("\n" + paint.bold("A program that has it"));
    for (const FindingFile& source : sources) {
      line("  " + paint.dim(fmt::format("/* {} */", source.name)));
      for (const std::string& it : indented(lines_of(source.text), kMargin)) line(it);
    }
    const FindingFile exercise = finding_exercise(info.id);
    if (exercise.text.empty()) return;
    line("  " + paint.dim("/* what the exercise asks */"));
    for (const std::string& it : indented(lines_of(exercise.text), kMargin)) line(it);
  };

  const Lines head = wrap(fmt::format("{}: {}", info.id, info.title), style.width);
  for (const std::string& it : head) line(paint.bold(it));
  line(paint.dim(price_of(info.severity)));
  section("What it means", info.meaning);
  program();
  section("Why it matters", info.why);
  section("How to look for it", info.look);
  section("What to read", info.read);
  return text;
}

}  // namespace ipclab
