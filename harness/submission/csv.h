// Tables of comma-separated values: rosters are read, and an instructor's own file is given back with single cells
// changed and every other byte as it was. Pure.
#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace ipclab {

/// No such table. what() is a sentence.
class CsvError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct CsvCell {
  std::string value;
  std::string raw;  ///< as it stands in the file, with its quotes
};

struct CsvRow {
  std::vector<CsvCell> cells;
  std::string end;  ///< "\n", "\r\n", or nothing after the last row
};

struct CsvTable {
  bool marked = false;   ///< begins with UTF-8's byte order mark
  char separator = ',';  ///< or ';' or a tab, whichever the first line has most of
  std::vector<CsvRow> rows;

  /// The value, or empty where the row is shorter.
  std::string at(std::size_t row, std::size_t column) const;
  /// Puts `value` into the cell; rows that are too short grow. What a spreadsheet would take for a formula is
  /// neutralised.
  void set(std::size_t row, std::size_t column, const std::string& value);
  /// The table as a file. Of one that was parsed, cells that weren't set are as they were, byte for byte.
  std::string text() const;
};

/// Throws CsvError: a quote without an end, bytes that are no text.
CsvTable parse_csv(std::string_view text);

/// A row of a new table, with formulas neutralised and a line feed at its end.
CsvRow csv_row(const std::vector<std::string>& values, char separator = ',');

/// `value` so that no spreadsheet calculates with it: an apostrophe before what would begin a formula.
std::string without_formula(const std::string& value);

}  // namespace ipclab
