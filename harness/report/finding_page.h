// A page on a finding: what it means, a minimal program that has it, why it hurts, how to look for it. The one source
// is the catalog (harness/checks/catalog.cc) together with the programs below docs/findings/programs/; `ipclab explain`
// prints it, and docs/findings/ID.md holds it (./dev docs).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/checks/finding.h"

namespace ipclab {

/// A file of docs/findings/programs/ID/: a source, or the exercise.toml with what is asked of the program.
struct FindingFile {
  std::string_view id, name, text;
};

/// All of them, as they were when ipclab was built.
std::vector<FindingFile> all_finding_files();

/// The sources of the minimal program; and its exercise, without text where it needs none.
std::vector<FindingFile> finding_sources(std::string_view id);
FindingFile finding_exercise(std::string_view id);

/// What a finding of this severity does to the score.
std::string_view price_of(Severity);

/// As Markdown: one page, and the list of all.
std::string finding_page(const FindingInfo&);
std::string findings_index();

}  // namespace ipclab
