// What several formats say in the same words.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/report/report.h"

namespace ipclab {

/// The path of a submission's file from where the report was asked for, as CI servers take it.
std::string path_from_here(const Report&, const std::string& file);

/// The findings of a scenario, the most important first; of the build for an empty name. Notes are left out.
std::vector<const Finding*> findings_in(const Report&, const std::string& scenario);

/// A finding in a few lines of plain text: place, why, evidence, where to look. Safe to show.
std::string finding_text(const Finding&);
/// All of a scenario's, with their ids and messages.
std::string scenario_text(const Report&, const std::string& scenario);

/// The same for the same mistake, wherever in the file it moves.
std::string fingerprint(const Report&, const Finding&);

/// "could not be judged: …", for a report that is inconclusive.
std::string not_judged_sentence(const Report&);

}  // namespace ipclab
