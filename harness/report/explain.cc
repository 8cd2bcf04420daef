#include "harness/report/explain.h"

#include <fmt/format.h>

#include "harness/report/layout.h"

namespace ipclab {
namespace {

/// What a finding of this severity does to the score.
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

  const Lines head = wrap(fmt::format("{}: {}", info.id, info.title), style.width);
  for (const std::string& it : head) line(paint.bold(it));
  line(paint.dim(price_of(info.severity)));
  section("What it means", info.meaning);
  section("Why it matters", info.why);
  section("How to look for it", info.look);
  section("What to read", info.read);
  return text;
}

}  // namespace ipclab
