// What is wrong with a submission, in the student's terms, with what proves it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/run/record.h"
#include "harness/run/schedule.h"

namespace ipclab {

enum class Severity { Note, Warning, Error };
std::string_view to_string(Severity);

/// One step of the proof.
struct Evidence {
  std::string process;  ///< as the finding names it
  std::int64_t time_us = 0;
  std::string call;  ///< "pipe() made descriptors 3 (reading end) and 4 (writing end)"
  SourceLocation location;
};

struct Finding {
  std::string id;  ///< contract, chapter 3
  Severity severity = Severity::Error;
  std::string scenario;  ///< empty: of the build
  std::string process;   ///< role or executed name
  std::string message;   ///< one line: what is wrong
  std::string reason;    ///< why, from what was seen: one to three sentences
  std::string hint;      ///< where to look, no solution; may end in a man page
  SourceLocation location;
  std::vector<Evidence> evidence;
  std::optional<Schedule> schedule;   ///< the order of the processes in which it shows; none: it needs no certain one
  std::vector<Finding> consequences;  ///< what follows from this and needs no mending of its own
};

/// What an id means. The one source of `ipclab explain` and of docs/findings/.
struct FindingInfo {
  std::string_view id;
  Severity severity;       ///< by default
  std::string_view title;  ///< one line
  std::string_view meaning;
  std::string_view why;   ///< why it hurts
  std::string_view look;  ///< how to look for it
  std::string_view read;  ///< "man 2 pipe, man 7 pipe"
};

std::span<const FindingInfo> finding_catalog();
/// The entry, or null.
const FindingInfo* finding_info(std::string_view id);

}  // namespace ipclab
