#include "harness/submission/csv.h"

#include <fmt/format.h>

#include <algorithm>

namespace ipclab {
namespace {

constexpr std::string_view kMark = "\xef\xbb\xbf";

/// Which of the three the first line has most of, outside quotes.
char separator_of(std::string_view text) {
  std::size_t commas = 0, semicolons = 0, tabs = 0;
  bool quoted = false;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '\n') break;
    commas += c == ',' ? 1 : 0;
    semicolons += c == ';' ? 1 : 0;
    tabs += c == '\t' ? 1 : 0;
  }
  if (tabs > commas && tabs > semicolons) return '\t';
  return semicolons > commas ? ';' : ',';
}

class Parser {
 public:
  Parser(std::string_view text, char separator) : text_(text), separator_(separator) {}

  std::vector<CsvRow> rows() {
    std::vector<CsvRow> rows;
    while (at_ < text_.size()) {
      CsvRow row;
      do row.cells.push_back(cell());
      while (taken(separator_));
      const std::size_t from = at_;
      taken('\r');
      taken('\n');
      row.end = text_.substr(from, at_ - from);
      rows.push_back(std::move(row));
    }
    return rows;
  }

 private:
  bool taken(char c) {
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  bool at_end_of_cell() const {
    return at_ >= text_.size() || text_[at_] == separator_ || text_[at_] == '\n' || text_[at_] == '\r';
  }

  CsvCell cell() {
    const std::size_t from = at_;
    CsvCell cell;
    if (taken('"')) {
      for (;;) {
        if (at_ >= text_.size()) throw CsvError("a quote that is opened is never closed");
        if (!taken('"')) {
          cell.value += text_[at_++];
        } else if (taken('"')) {
          cell.value += '"';
        } else {
          break;
        }
      }
    }
    while (!at_end_of_cell()) cell.value += text_[at_++];
    cell.raw = text_.substr(from, at_ - from);
    return cell;
  }

  std::string_view text_;
  char separator_;
  std::size_t at_ = 0;
};

CsvCell new_cell(const std::string& value, char separator) {
  CsvCell cell;
  cell.value = without_formula(value);
  const std::string special = std::string("\"\r\n") + separator;
  if (cell.value.find_first_of(special) == std::string::npos) {
    cell.raw = cell.value;
    return cell;
  }
  cell.raw = "\"";
  for (const char c : cell.value) cell.raw += c == '"' ? std::string("\"\"") : std::string(1, c);
  cell.raw += '"';
  return cell;
}

}  // namespace

std::string CsvTable::at(std::size_t row, std::size_t column) const {
  if (row >= rows.size() || column >= rows[row].cells.size()) return "";
  return rows[row].cells[column].value;
}

void CsvTable::set(std::size_t row, std::size_t column, const std::string& value) {
  std::vector<CsvCell>& cells = rows.at(row).cells;
  if (column >= cells.size()) cells.resize(column + 1);
  cells[column] = new_cell(value, separator);
}

std::string CsvTable::text() const {
  std::string text(marked ? kMark : "");
  for (const CsvRow& row : rows) {
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      if (i > 0) text += separator;
      text += row.cells[i].raw;
    }
    text += row.end;
  }
  return text;
}

CsvTable parse_csv(std::string_view text) {
  CsvTable table;
  table.marked = text.starts_with(kMark);
  if (table.marked) text.remove_prefix(kMark.size());
  if (text.find('\0') != std::string_view::npos) throw CsvError("it holds bytes that are no text");
  table.separator = separator_of(text);
  table.rows = Parser(text, table.separator).rows();
  return table;
}

CsvRow csv_row(const std::vector<std::string>& values, char separator) {
  CsvRow row;
  for (const std::string& value : values) row.cells.push_back(new_cell(value, separator));
  row.end = "\n";
  return row;
}

std::string without_formula(const std::string& value) {
  // Blanks before it don't keep a spreadsheet from calculating.
  const std::size_t first = value.find_first_not_of(" \n\v\f");
  const bool formula =
      first != std::string::npos && std::string_view("=+-@\t\r|").find(value[first]) != std::string::npos;
  return formula ? "'" + value : value;
}

}  // namespace ipclab
