// A class without grader: what it costs to compile each submission and run the same commands, several at a time.
#pragma once

#include <filesystem>

namespace ipclab::bench {

/// Compiles each folder of `submissions` and plays every scenario of the exercise in the bare world, `workers` at a
/// time. Returns the milliseconds from when all workers stand ready, fixtures built, until the last is done. What does
/// not compile is not played; how programs end does not matter, but that they do: throws std::runtime_error for one
/// that hangs.
double time_bare_class(const std::filesystem::path& exercise, const std::filesystem::path& submissions, int workers);

}  // namespace ipclab::bench
