#include "harness/batch/verify.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <iterator>
#include <optional>
#include <set>

#include "harness/batch/busy_cores.h"
#include "harness/batch/expectation.h"

namespace ipclab {
namespace {

namespace fs = std::filesystem;

/// Texts shorter than this are everywhere.
constexpr std::size_t kTellingText = 4;

std::string whole_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

fs::path reference_of(const Exercise& exercise) {
  fs::path own = exercise.folder / "reference";
  if (fs::exists(own)) return own;
  return fs::absolute(exercise.folder).lexically_normal().parent_path().parent_path() / "reference" / exercise.name;
}

/// "scenario one: exit.status, output.mismatch": why the report is none of a right program.
std::string shortcomings(const Report& report) {
  if (!report.trouble.empty()) return report.trouble;
  std::string text;
  for (const Finding& finding : report.findings) {
    if (finding.severity == Severity::Note) continue;
    text += fmt::format("{}{}{}", text.empty() ? "" : ", ", finding.id,
                        finding.scenario.empty() ? "" : " in " + finding.scenario);
  }
  return text;
}

/// Programs in a folder of examples, sorted: folders, and single .c files.
std::vector<fs::path> programs_in(const fs::path& folder) {
  std::vector<fs::path> all;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(folder, none)) {
    if (entry.is_directory() || entry.path().extension() == ".c") all.push_back(entry.path());
  }
  std::sort(all.begin(), all.end());
  return all;
}

/// The texts that a scenario gives to programs.
std::set<std::string> inputs_of(const Scenario& scenario) {
  std::set<std::string> texts;
  const auto add = [&](const std::string& text) {
    if (text.size() >= kTellingText) texts.insert(text);
  };
  const auto add_content = [&](const Content& content) {
    for (const Content::Piece& piece : content.pieces) {
      if (const auto* text = std::get_if<Content::Text>(&piece)) add(text->text);
    }
  };
  for (const ScenarioFile& file : scenario.files) {
    add(file.path);
    add_content(file.content);
  }
  for (const Step& step : scenario.steps) {
    if (const auto* start = std::get_if<StartStep>(&step.action)) {
      for (const std::string& argument : start->args) add(argument);
      add_content(start->stdin_bytes);
    } else if (const auto* feed = std::get_if<FeedStep>(&step.action)) {
      add_content(feed->bytes);
    } else if (const auto* typed = std::get_if<TypeStep>(&step.action)) {
      add(typed->text);
    }
  }
  return texts;
}

/// `word` stands in `text`, and is no part of a longer one.
bool has_word(const std::string& text, const std::string& word) {
  const auto in_word = [&](std::size_t at) {
    return at < text.size() && (std::isalnum(static_cast<unsigned char>(text[at])) != 0 || text[at] == '-');
  };
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
    if (!(at > 0 && in_word(at - 1)) && !in_word(at + word.size())) return true;
  }
  return false;
}

class Verifier {
 public:
  Verifier(sandbox::Sandbox& sandbox, const fs::path& folder, const VerifyOptions& options)
      : sandbox_(sandbox), exercise_(load_exercise(folder)), options_(options) {}

  Verification verify() {
    for (const char* name : {"README.md", "starter"}) {
      if (!fs::exists(exercise_.folder / name)) fault(fmt::format("there is no {}", name));
    }
    reference();
    for (const fs::path& program : programs_in(exercise_.folder / "wrong")) wrong(program);
    for (const fs::path& program : programs_in(exercise_.folder / "right")) right(program);
    untested();
    hidden();
    return std::move(result_);
  }

 private:
  void fault(std::string sentence) { result_.faults.push_back(std::move(sentence)); }

  Report graded(const Submission& submission, const std::string& what) {
    if (options_.progress) options_.progress(fmt::format("{}: {}", exercise_.name, what));
    return grade(sandbox_, exercise_, submission, {});
  }

  /// An example as its author wrote it, or nothing where it can't be one.
  std::optional<Submission> example(const fs::path& path, const std::string& name) {
    if (!fs::is_directory(path) && exercise_.programs.size() > 1) {
      fault(fmt::format("{}: the exercise has several programs, so this must be a folder", name));
      return std::nullopt;
    }
    return read_submission(path);
  }

  void reference() {
    const fs::path folder = reference_of(exercise_);
    if (!fs::exists(folder))
      return fault(fmt::format("there is no reference: neither {} nor {}", (exercise_.folder / "reference").string(),
                               folder.string()));
    const Submission submission = read_submission(folder);
    for (int run = 1; run <= options_.runs; ++run) {
      const bool busy = run % 2 == 0;
      std::optional<BusyCores> load;
      if (busy) load.emplace();
      const Report report = graded(submission, fmt::format("reference, run {}", run));
      if (const std::string text = shortcomings(report); !text.empty() || report.verdict != Verdict::Pass)
        fault(fmt::format("the reference does not pass in run {}{}: {}", run, busy ? " (all cores busy)" : "", text));
    }
  }

  void wrong(const fs::path& path) {
    ++result_.wrong;
    const std::string name = "wrong/" + path.filename().string();
    const auto submission = example(path, name);
    if (!submission) return;
    const Expectation expected = expectation_of(*submission);
    const Report report = graded(*submission, name);
    for (const ScenarioReport& scenario : report.scenarios) {
      if (scenario.verdict == ScenarioVerdict::Fail) failed_.insert(scenario.name);
    }
    if (expected.declared && expected.passes) fault(fmt::format("{} declares that it passes", name));
    for (const std::string& sentence : unmet(expected, report)) fault(fmt::format("{}: {}", name, sentence));
  }

  void right(const fs::path& path) {
    ++result_.right;
    const std::string name = "right/" + path.filename().string();
    const auto submission = example(path, name);
    if (!submission) return;
    Expectation expected = expectation_of(*submission);
    if (expected.declared && !expected.passes) return fault(fmt::format("{} declares that it fails", name));
    if (!expected.declared) expected.declared = expected.passes = true;  // being here says it
    for (const std::string& sentence : unmet(expected, graded(*submission, name)))
      fault(fmt::format("{}: {}", name, sentence));
  }

  void untested() {
    for (const Scenario& scenario : exercise_.scenarios) {
      if (!failed_.contains(scenario.name))
        fault(fmt::format("scenario {} tests nothing: no program in wrong/ fails it", scenario.name));
    }
  }

  /// README.md, and everything in starter/ and examples/.
  std::vector<std::pair<std::string, std::string>> given_to_students() const {
    std::vector<std::pair<std::string, std::string>> files = {
        {"README.md", whole_file(exercise_.folder / "README.md")}};
    for (const char* name : {"starter", "examples"}) {
      std::error_code none;
      for (const auto& entry : fs::recursive_directory_iterator(exercise_.folder / name, none)) {
        if (entry.is_regular_file())
          files.emplace_back(fs::relative(entry.path(), exercise_.folder).string(), whole_file(entry.path()));
      }
    }
    return files;
  }

  void hidden() {
    std::set<std::string> known;
    for (const Scenario& scenario : exercise_.scenarios) {
      if (scenario.visibility == Visibility::Public) known.merge(inputs_of(scenario));
    }
    for (const auto& [name, text] : given_to_students()) {
      for (const Scenario& scenario : exercise_.scenarios) {
        if (scenario.visibility != Visibility::Hidden) continue;
        if (has_word(text, scenario.name)) fault(fmt::format("{} names the hidden scenario {}", name, scenario.name));
        for (const std::string& input : inputs_of(scenario)) {
          if (!known.contains(input) && has_word(text, input))
            fault(fmt::format("{} holds an input of the hidden scenario {}: \"{}\"", name, scenario.name, input));
        }
      }
    }
  }

  sandbox::Sandbox& sandbox_;
  Exercise exercise_;
  VerifyOptions options_;
  Verification result_;
  std::set<std::string> failed_;  ///< scenarios that some wrong program fails
};

}  // namespace

Verification verify_exercise(sandbox::Sandbox& sandbox, const fs::path& folder, const VerifyOptions& options) {
  return Verifier(sandbox, folder, options).verify();
}

}  // namespace ipclab
