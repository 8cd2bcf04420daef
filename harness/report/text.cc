// The report for a person at a terminal.
#include <fmt/format.h>

#include <algorithm>

#include "harness/report/layout.h"
#include "harness/report/merge.h"
#include "harness/report/report.h"
#include "harness/report/text_finding.h"
#include "harness/report/utf8.h"

namespace ipclab {
namespace {

constexpr int kMargin = 2;
constexpr int kWidestName = 28;
/// Findings; of the others what and where is enough until these are gone.
constexpr std::size_t kMostWhole = 3;

std::string points_text(const Points& points) {
  return fmt::format("{:g}/{:g}", points.earned, points.possible);
}

std::string_view words_for(Verdict verdict) {
  switch (verdict) {
    case Verdict::Pass:
      return "PASS";
    case Verdict::Fail:
      return "FAIL";
    case Verdict::BuildError:
      return "DOES NOT BUILD";
    case Verdict::Inconclusive:
      break;
  }
  return "NOT JUDGED";
}

std::string coloured(const Paint& paint, Verdict verdict, std::string_view text) {
  if (verdict == Verdict::Pass) return paint.green(text);
  return verdict == Verdict::Inconclusive ? paint.yellow(text) : paint.red(text);
}

/// Title, score, verdict; whose it is.
Lines headline(const Report& report, const TextStyle& style, const Paint& paint) {
  const std::string score = fmt::format("{:g} of {:g} points", report.score.earned, report.score.possible);
  const std::string_view verdict = words_for(report.verdict);
  const int right = width_of(score) + kMargin + width_of(verdict);
  Lines lines = wrap(visible(report.exercise_title), style.width);
  const int last = width_of(lines.back());
  for (std::string& line : lines) line = paint.bold(line);
  int blanks = style.width - last - right;
  if (blanks < kMargin) {
    lines.emplace_back();
    blanks = style.width - right;
  }
  lines.back() += std::string(static_cast<std::size_t>(std::max(0, blanks)), ' ') + paint.bold(score) + "  " +
                  coloured(paint, report.verdict, verdict);
  if (!report.submission_path.empty()) lines.push_back(paint.dim(visible(report.submission_path)));
  return lines;
}

/// What the reader must know of the machine before anything else.
Lines machine_lines(const Report& report, const TextStyle& style, const Paint& paint) {
  Lines lines;
  const auto warn = [&](const std::string& text) {
    for (const std::string& line : wrap(text, style.width)) lines.push_back(paint.yellow(line));
  };
  if (report.verdict == Verdict::Inconclusive) {
    warn(fmt::format("This could not be judged, and says nothing about the submission: {}", visible(report.trouble)));
  }
  if (report.isolation_level == "degraded") {
    warn(
        "This machine refuses namespaces: programs were kept apart from it less strictly. That is enough for a program "
        "of your own, not for a stranger's. \"ipclab doctor\" says how to allow them.");
  }
  // With full isolation a mechanism that is not there is not needed either.
  const bool of_interest = report.isolation_level != "full" || style.verbose;
  for (const Mechanism& mechanism : report.mechanisms) {
    if (mechanism.enforced || !of_interest) continue;
    warn(fmt::format("Not enforced on this machine: {} ({})", visible(mechanism.name), visible(mechanism.reason)));
  }
  return lines;
}

std::string mark_of(ScenarioVerdict verdict, const Paint& paint) {
  switch (verdict) {
    case ScenarioVerdict::Pass:
      return paint.green("✓");
    case ScenarioVerdict::Fail:
      return paint.red("✗");
    case ScenarioVerdict::Skipped:
      return paint.dim("–");
    case ScenarioVerdict::Inconclusive:
      break;
  }
  return paint.yellow("?");
}

std::string name_of(const ScenarioReport& scenario) {
  return scenario.visibility == Visibility::Hidden ? "hidden scenario" : visible(scenario.name);
}

std::string title_of(const ScenarioReport& scenario) {
  std::string title = scenario.visibility == Visibility::Hidden ? "" : visible(scenario.title);
  if (scenario.schedules_explored > 1 && scenario.schedules_failed > 0) {
    title += fmt::format("{}(fails in {} of {} orders)", title.empty() ? "" : " ", scenario.schedules_failed,
                         scenario.schedules_explored);
  }
  return title;
}

/// "  ✓ matches   lines that hold the pattern                 1/1".
Lines scenario_lines(const ScenarioReport& scenario, int name_width, int points_width, const TextStyle& style,
                     const Paint& paint) {
  constexpr int kMark = 2, kGap = 3;
  const int margin = kMargin + kMark + name_width + kGap;
  const int room = style.width - margin - kGap - points_width;
  const Lines title = wrap(title_of(scenario), room);
  const std::string points = scenario.verdict == ScenarioVerdict::Skipped ? "" : points_text(scenario.points);
  Lines lines = {fmt::format("  {} {}{}{:>{}}", mark_of(scenario.verdict, paint),
                             padded(cut(name_of(scenario), name_width), name_width + kGap),
                             padded(title.front(), std::max(room, 10) + kGap), points, points_width)};
  append(lines, indented({title.begin() + 1, title.end()}, margin));
  return lines;
}

Lines scenarios_lines(const Report& report, const TextStyle& style, const Paint& paint) {
  Lines lines;
  int name_width = 0, points_width = 0, skipped = 0;
  for (const ScenarioReport& scenario : report.scenarios) {
    name_width = std::max(name_width, std::min(kWidestName, width_of(name_of(scenario))));
    points_width = std::max(points_width, width_of(points_text(scenario.points)));
  }
  for (const ScenarioReport& scenario : report.scenarios) {
    if (scenario.verdict == ScenarioVerdict::Skipped && !style.verbose) {
      ++skipped;
    } else {
      append(lines, scenario_lines(scenario, name_width, points_width, style, paint));
    }
  }
  if (skipped > 0) {
    lines.push_back(paint.dim(fmt::format("  – {} scenario{} not played", skipped, skipped == 1 ? "" : "s")));
  }
  return lines;
}

/// Notes are for who asks for them; but where a program was when its user ended it, he has asked by that.
bool is_shown(const MergedFinding& it, bool verbose) {
  return verbose || it.finding->severity != Severity::Note || it.finding->id == "hang.timeout";
}

/// "The last 3 in short: --verbose shows all of them. `ipclab explain hang.deadlock` says more."
std::string closing_text(const std::vector<MergedFinding>& findings, std::size_t in_short, bool verbose) {
  const auto notes =
      std::count_if(findings.begin(), findings.end(), [](const MergedFinding& it) { return !is_shown(it, false); });
  std::string text;
  if (in_short > 0) text = fmt::format("The last {} in short: --verbose shows all of them.", in_short);
  if (notes > 0 && !verbose) {
    text += fmt::format("{}{} note{}: --verbose shows {}.", text.empty() ? "" : " ", notes, notes == 1 ? "" : "s",
                        notes == 1 ? "it" : "them");
  }
  const auto first =
      std::find_if(findings.begin(), findings.end(), [&](const MergedFinding& it) { return is_shown(it, verbose); });
  if (first != findings.end()) {
    text += fmt::format("{}`ipclab explain {}` says more.", text.empty() ? "" : " ", visible(first->finding->id));
  }
  return text;
}

Lines compiler_lines(const Report& report, const TextStyle& style, const Paint& paint) {
  if (!style.verbose || report.build.output.empty()) return {};
  Lines lines = {paint.bold("What the compiler said:")};
  std::string said = visible(expand_tabs(report.build.output), true);
  while (said.ends_with('\n')) said.pop_back();
  append(lines, indented(wrap(said, style.width - kMargin), kMargin));
  return lines;
}

/// "grep ended with status 1", "server was killed by SIGSEGV"; of the program that was started.
std::string end_text(const ReportedProcess& process) {
  const std::string name = visible(process.role);
  if (!process.exit) return name + " did not end";
  switch (process.exit->kind) {
    case ExitState::Kind::Code:
      return fmt::format("{} ended with status {}", name, process.exit->value);
    case ExitState::Kind::Signal:
      return fmt::format("{} was killed by {}", name, signal_name(process.exit->value));
    case ExitState::Kind::Killed:
      break;
  }
  return name + " was ended by ipclab";
}

/// "grep ended with status 1: 1 error, 2 warnings".
Lines run_headline(const Report& report, const TextStyle& style, const Paint& paint) {
  std::string text = "The program does not build";
  if (!report.scenarios.empty() && !report.scenarios.front().processes.empty())
    text = end_text(report.scenarios.front().processes.front());
  std::string counts;
  for (const auto& [severity, word] : {std::pair(Severity::Error, "error"), {Severity::Warning, "warning"}}) {
    const auto number = std::count_if(report.findings.begin(), report.findings.end(),
                                      [severity = severity](const Finding& it) { return it.severity == severity; });
    if (number > 0)
      counts += fmt::format("{}{} {}{}", counts.empty() ? "" : ", ", number, word, number == 1 ? "" : "s");
  }
  Lines lines;
  const std::string whole = fmt::format("ipclab: {}: {}", text, counts.empty() ? "nothing found" : counts);
  for (const std::string& line : wrap(whole, style.width)) lines.push_back(paint.bold(line));
  if (report.verdict == Verdict::Inconclusive) {
    for (const std::string& line : wrap("This could not be judged: " + visible(report.trouble), style.width))
      lines.push_back(paint.yellow(line));
  }
  return lines;
}

/// The blocks, and after them what both kinds of report end with.
std::string with_findings(std::vector<Lines> blocks, const Report& report, const TextStyle& style) {
  const Paint paint(style.colour);
  const std::vector<MergedFinding> findings = merge(report, style.verbose);
  const auto shown = static_cast<std::size_t>(
      std::count_if(findings.begin(), findings.end(), [&](const auto& it) { return is_shown(it, style.verbose); }));
  const std::size_t whole = !style.brief || shown <= kMostWhole + 1 ? shown : kMostWhole;
  for (std::size_t i = 0, done = 0; i < findings.size() && done < shown; ++i) {
    if (!is_shown(findings[i], style.verbose)) continue;
    blocks.push_back(done < whole ? finding_lines(report, findings[i], style)
                                  : finding_headlines(report, findings[i], style));
    ++done;
  }
  blocks.push_back(compiler_lines(report, style, paint));
  if (const std::string closing = closing_text(findings, shown - whole, style.verbose); !closing.empty()) {
    Lines lines;
    for (const std::string& line : wrap(closing, style.width)) lines.push_back(paint.dim(line));
    blocks.push_back(std::move(lines));
  }

  std::string text;
  for (const Lines& block : blocks) {
    if (block.empty()) continue;
    if (!text.empty()) text += '\n';
    for (const std::string& line : block) text += line + '\n';
  }
  return text;
}

}  // namespace

std::string to_text(const Report& report, const TextStyle& style) {
  const Paint paint(style.colour);
  return with_findings(
      {headline(report, style, paint), machine_lines(report, style, paint), scenarios_lines(report, style, paint)},
      report, style);
}

std::string to_run_text(const Report& report, const TextStyle& style) {
  const Paint paint(style.colour);
  return with_findings({run_headline(report, style, paint)}, report, style);
}

}  // namespace ipclab
