// When submissions had to be there. Pure but for the machine's time zone.
#pragma once

#include <cstdint>
#include <string>

#include "harness/submission/intake.h"

namespace ipclab {

/// "2026-11-20" (the end of that day), "2026-11-20 23:59" or "…T23:59:30" as seconds of Unix time, in the machine's
/// time zone. Throws std::invalid_argument with a sentence.
std::int64_t parse_due(const std::string& text);

/// Marks as late, with the days, whoever handed in after it. Who is late by the platform's or the roster's word stays
/// late; where those don't say by how much, this does. A note names students whose time is not known.
void apply_due(std::int64_t due, Intake*);

}  // namespace ipclab
