// What AddressSanitizer and UBSan write about a process -> MemoryError. The process could have written that itself: a
// report says something against its own program and nothing else.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "harness/run/record.h"

namespace ipclab {

/// Options for programs that were built with the checks, as variables of the environment: reports of AddressSanitizer
/// go to the file PREFIX.PID, those of UBSan to standard error.
std::vector<std::pair<std::string, std::string>> memory_check_options(const std::string& prefix);

/// AddressSanitizer's report of one process; nothing where it is none, or not about a mistake of the program's.
std::vector<MemoryError> parse_address_report(const std::string& text);

/// UBSan's lines among what a program printed on standard error.
std::vector<MemoryError> parse_undefined_report(const std::string& text);

}  // namespace ipclab
