// A Record as a file: JSON Lines, as docs/record-format.md describes it. What is written and read again is equal to
// what it was, whatever bytes a program printed or named. Reading is strict and safe with any bytes: a file that is not
// exactly a Record is a RecordError, never a half-filled Record.
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>

#include "harness/run/record.h"

namespace ipclab {

/// The file is no Record. what() reads "FILE:LINE: sentence".
class RecordError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

std::string record_text(const Record&);

/// The inverse. `name` is what errors call the text. Throws RecordError.
Record parse_record(std::string_view text, const std::string& name);

/// Writes the file as a whole or not at all. Throws std::system_error.
void save_record(const Record&, const std::filesystem::path&);

/// Throws RecordError, also for a file that can't be read.
Record load_record(const std::filesystem::path&);

}  // namespace ipclab
