// Words of the record's file format that are not the sandbox's own.
#pragma once

#include <optional>
#include <string_view>

#include "harness/run/record.h"

namespace ipclab {

inline constexpr std::string_view kRecordSchema = "ipclab.record/1";

/// "done", "stuck", "timed-out", "not-reached".
std::string_view word_of(StepOutcome::Kind);
std::optional<StepOutcome::Kind> step_outcome(std::string_view word);

}  // namespace ipclab
