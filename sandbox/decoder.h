// Registers and memory of a task at a call -> fields of an event. What is decoded is said by the table in vocabulary.h.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <vector>

#include "sandbox/event.h"
#include "sandbox/memory.h"
#include "sandbox/vocabulary.h"

namespace ipclab::sandbox {

/// Bytes kept of each transfer.
constexpr std::size_t kSampleBytes = 512;

struct CallSite {
  const CallInfo* call = nullptr;
  std::array<std::uint64_t, 6> args{};
};

/// Names processes by their number in the run. 0: none of this run.
using ProcessOfPid = std::function<int(std::int64_t pid)>;

std::vector<Field> decode_entry(const CallSite&, const Memory&, const ProcessOfPid&);

/// `result` is what the call returned, not negative.
std::vector<Field> decode_exit(const CallSite&, std::int64_t result, const Memory&, const ProcessOfPid&);

/// Microseconds until a call that sleeps gives up by itself; -1: never. From the fields of its entry.
std::int64_t sleep_limit_us(const std::vector<Field>& entry);

}  // namespace ipclab::sandbox
