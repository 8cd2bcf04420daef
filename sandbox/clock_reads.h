// Programs that ask for the time get the virtual one. They must ask the kernel for that: libc reads clocks in the vDSO,
// a page of code that the kernel puts into every process, as long as it knows where that is (program_start.h).
#pragma once

#include <sys/types.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "sandbox/virtual_clock.h"

namespace ipclab::sandbox {

/// clock_gettime, gettimeofday or time: the result, with the time written where the program wants it. Nothing: it is
/// the kernel's to answer.
std::optional<std::int64_t> read_clock(std::string_view call, const std::array<std::uint64_t, 6>& args, pid_t,
                                       const VirtualClock&);

}  // namespace ipclab::sandbox
